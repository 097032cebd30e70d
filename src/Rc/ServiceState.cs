namespace Sestet.Rc;

/// <summary>
/// The bits of a service's byte in the live state's file state. Both suites keep the lower four of them.
/// </summary>
internal static class ServiceState
{
    public const byte Up = 1;

    /// <summary>A user has asked for it by name, and has not asked for its end since.</summary>
    public const byte Wanted = 2;

    /// <summary>
    /// A transition was begun, and how it ended is not known: set before anything is done, taken away with the outcome. The
    /// reference keeps the bit and does not look at it.
    /// </summary>
    public const byte Uncertain = 4;

    /// <summary>What is in the file.</summary>
    public const byte Kept = 0x0f;

    public static bool IsCertainly(byte state, bool up) => (state & (Up | Uncertain)) == (up ? Up : 0);
}
