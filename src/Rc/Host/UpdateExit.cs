namespace Sestet.Rc.Host;

/// <summary>Exit codes of s6-rc-update that other commands do not have (s6-rc-update.html, "Exit codes").</summary>
internal static class UpdateExit
{
    public const int TimedOutSwitched = 2;

    public const int WrongType = 5;

    public const int Duplicate = 6;

    public const int FailedNotSwitched = 9;

    public const int TimedOutNotSwitched = 10;
}
