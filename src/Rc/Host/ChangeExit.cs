namespace Sestet.Rc.Host;

/// <summary>Exit codes of s6-rc change (s6-rc.html).</summary>
internal static class ChangeExit
{
    /// <summary>Some transitions could not be performed.</summary>
    public const int Failed = 1;

    public const int TimedOut = 2;
}
