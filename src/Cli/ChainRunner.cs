using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>Runs a chain of commands, as far as they are this program's own; then the next program is executed.</summary>
internal static class ChainRunner
{
    /// <summary>
    /// The exit code of the chain that begins with a command. Shared: it runs in its parent's memory, and commands that may
    /// take their time are executed instead.
    /// </summary>
    public static int Run(int command, Arguments arguments, EnvironmentBlock environment, bool shared)
    {
        ReadOnlySpan<byte> name = CommandTable.Name(command);
        for (int i = 0; i < Limits.ChainLengthMax; i++)
        {
            Diagnostics.SetProgram(name, default);
            Invocation invocation = new(arguments.From(1), environment, command, arguments);
            Outcome outcome = CommandTable.Run(command, invocation);
            if (!outcome.Chains)
            {
                return outcome.Code;
            }
            // The next program is looked for in the PATH that this command was given, not in one that it sets.
            EnvironmentBlock given = environment;
            arguments = outcome.Arguments;
            environment = outcome.Environment;
            command = Chain.FindOwn(arguments, given);
            if (command < 0 || (shared && CommandTable.Kind(command) != CommandKind.Quick))
            {
                return Chain.Execute(arguments, given, environment);
            }
            name = CommandTable.Name(command);
            Kernel.SetName(arguments.AtZ(0)[^(name.Length + 1)..]);
            Kernel.SetEnvironment(environment);
        }
        return Diagnostics.Fatal(ExitCode.Usage, "the chain of commands has no end"u8);
    }
}
