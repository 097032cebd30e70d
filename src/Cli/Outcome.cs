using Sestet.Linux;

namespace Sestet.Cli;

/// <summary>How a command ends: with an exit code, or by becoming the next command of a chain.</summary>
internal readonly struct Outcome
{
    private Outcome(int code, Arguments arguments, EnvironmentBlock environment, bool chains)
    {
        Code = code;
        Arguments = arguments;
        Environment = environment;
        Chains = chains;
    }

    public int Code { get; }

    public bool Chains { get; }

    /// <summary>The next command line of a chain.</summary>
    public Arguments Arguments { get; }

    public EnvironmentBlock Environment { get; }

    public static Outcome Exit(int code) => new(code, default, default, chains: false);

    /// <summary>
    /// Goes on as execve would: the command has closed what it opened and does not mean to hand on, and put back the
    /// signal actions and the mask that it changed.
    /// </summary>
    public static Outcome Chain(Arguments arguments, EnvironmentBlock environment) =>
        new(0, arguments, environment, chains: true);

    /// <summary>The same where there may be no next command: then it exits 0.</summary>
    public static Outcome ChainOrExit(Arguments arguments, EnvironmentBlock environment) =>
        arguments.Count == 0 ? Exit(ExitCode.Success) : Chain(arguments, environment);
}
