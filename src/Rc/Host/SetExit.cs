namespace Sestet.Rc.Host;

/// <summary>Exit codes of the commands of a repository, beside those that all commands share.</summary>
internal static class SetExit
{
    /// <summary>There is no such set, or no such service.</summary>
    public const int NotFound = 3;

    /// <summary>s6-rc-set-install: the set was changed and not committed since.</summary>
    public const int Stale = 7;

    /// <summary>The repository is not as its commands leave it.</summary>
    public const int Inconsistent = 102;
}
