using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>Runs a chain of commands, as far as they are this program's own; then the next program is executed.</summary>
internal static class ChainRunner
{
    /// <summary>The exit code of a chain whose first command has run; given: the environment that it had.</summary>
    // Apart, so that commands that only answer pass it by.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int GoOn(in Outcome first, EnvironmentBlock given) => GoOn(first, given, shared: false, int.MaxValue);

    /// <summary>The exit code of the chain that begins with a command, in a process that was another program so far.</summary>
    public static int Run(int command, Arguments arguments, EnvironmentBlock environment)
    {
        ReadOnlySpan<byte> name = CommandTable.Name(command);
        Kernel.SetName(arguments.AtZ(0)[^(name.Length + 1)..]);
        Kernel.SetEnvironment(environment);
        Diagnostics.SetProgram(name, default);
        Outcome outcome = CommandTable.Run(command, new Invocation(arguments.From(1), environment, command, arguments));
        return outcome.Chains ? GoOn(outcome, environment) : outcome.Code;
    }

    /// <summary>
    /// The exit code of the chain that begins with a command, in a parent's memory: commands that may take their time are
    /// executed instead, and so are those that are given more than lengthMax bytes.
    /// </summary>
    public static int RunShared(int command, Arguments arguments, EnvironmentBlock environment, int lengthMax)
    {
        Diagnostics.SetProgram(CommandTable.Name(command), default);
        Outcome outcome = CommandTable.Run(command, new Invocation(arguments.From(1), environment, command, arguments));
        return outcome.Chains ? GoOn(outcome, environment, shared: true, lengthMax) : outcome.Code;
    }

    /// <summary>Whether the words and variables of a command have no more bytes than that.</summary>
    public static bool Fits(Arguments arguments, EnvironmentBlock environment, int lengthMax)
    {
        if (lengthMax == int.MaxValue)
        {
            return true;
        }
        int length = 0;
        for (int i = 0; i < arguments.Count && length <= lengthMax; i++)
        {
            length += arguments.AtZ(i).Length;
        }
        int variables = environment.Count;
        for (int i = 0; i < variables && length <= lengthMax; i++)
        {
            length += environment.AtZ(i).Length;
        }
        return length <= lengthMax;
    }

    private static int GoOn(in Outcome first, EnvironmentBlock given, bool shared, int lengthMax)
    {
        Outcome outcome = first;
        for (int i = 1; i < Limits.ChainLengthMax; i++)
        {
            Arguments arguments = outcome.Arguments;
            EnvironmentBlock environment = outcome.Environment;
            // The next program is looked for in the PATH that this command was given, not in one that it sets.
            int command = Chain.FindOwn(arguments, given);
            if (command < 0 || (shared && !IsShareable(command, arguments, environment, lengthMax)))
            {
                return Chain.Execute(arguments, given, environment);
            }
            ReadOnlySpan<byte> name = CommandTable.Name(command);
            Kernel.SetName(arguments.AtZ(0)[^(name.Length + 1)..]);
            Kernel.SetEnvironment(environment);
            Diagnostics.SetProgram(name, default);
            outcome = CommandTable.Run(command, new Invocation(arguments.From(1), environment, command, arguments));
            if (!outcome.Chains)
            {
                return outcome.Code;
            }
            given = environment;
        }
        return Diagnostics.Fatal(ExitCode.Usage, "the chain of commands has no end"u8);
    }

    private static bool IsShareable(int command, Arguments arguments, EnvironmentBlock environment, int lengthMax) =>
        CommandTable.Kind(command) switch
        {
            CommandKind.Quick => Fits(arguments, environment, lengthMax),
            CommandKind.Copier => Fits(arguments, environment, lengthMax) && SmallInput.IsWhole(),
            CommandKind.OneShot or CommandKind.Daemon or _ => false,
        };
}
