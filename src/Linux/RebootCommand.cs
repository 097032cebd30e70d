namespace Sestet.Linux;

/// <summary>What reboot(2) is to do.</summary>
internal enum RebootCommand
{
    /// <summary>Ctrl-Alt-Del sends SIGINT to process 1, in place of restarting the machine at once.</summary>
    KeysAreSignals,
    Halt,
    PowerOff,
    Restart,
}
