namespace Sestet.Cli;

/// <summary>The exit codes that all commands share; they are a contract with scripts.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The answer is no, or what was asked for cannot be had.</summary>
    public const int Failure = 1;

    /// <summary>It did not happen in the time given.</summary>
    public const int TimedOut = 99;

    /// <summary>Wrong usage.</summary>
    public const int Usage = 100;

    /// <summary>A fault of the program itself.</summary>
    public const int Bug = 101;

    /// <summary>The supervisor is not there, or went away.</summary>
    public const int NotSupervised = 102;

    /// <summary>A system call failed.</summary>
    public const int System = 111;

    /// <summary>The next program of a chain cannot be executed.</summary>
    public const int CannotExecute = 126;

    /// <summary>The next program of a chain, or the command, does not exist.</summary>
    public const int NotFound = 127;
}
