namespace Sestet.Init;

/// <summary>What comes at the end of a shutdown, by the letter that says so to s6-linux-init-shutdownd.</summary>
internal enum ShutdownKind : byte
{
    None = 0,

    /// <summary>Nothing: services are brought down, and the machine stays up.</summary>
    Single = (byte)'S',
    Halt = (byte)'h',
    PowerOff = (byte)'p',
    Reboot = (byte)'r',
}
