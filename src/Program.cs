using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet;

/// <summary>
/// The program: finds the command that its name, or else its first word, means, and runs it. A chain of commands that
/// are all this program's own goes on in one process.
/// </summary>
internal static class Program
{
    /// <summary>The exit code for a command line; the name is that of its first word, behind the last slash.</summary>
    public static int Main(ReadOnlySpan<byte> name, Arguments arguments, EnvironmentBlock environment)
    {
        if (arguments.Count == 0)
        {
            return ExitCode.Usage;
        }
        int command = CommandTable.IndexOf(name);
        if (command < 0 && !name.SequenceEqual("sestet"u8))
        {
            // exec -a and -l call a program what they like.
            command = CommandTable.IndexOf(Text.BaseName(Kernel.ExecutedPathZ()[..^1]));
            name = command < 0 ? name : CommandTable.Name(command);
        }
        if (command < 0)
        {
            command = Multiplex(name, ref arguments, out int code);
            if (command < 0)
            {
                return code;
            }
            name = CommandTable.Name(command);
        }
        Diagnostics.SetProgram(name, default);
        Outcome outcome = CommandTable.Run(command, new Invocation(arguments.From(1), environment, command, arguments));
        return outcome.Chains ? ChainRunner.GoOn(outcome, environment) : outcome.Code;
    }

    // Apart, so that a start through a link passes it by.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Multiplex(ReadOnlySpan<byte> name, ref Arguments arguments, out int code)
    {
        Diagnostics.SetProgram(name, default);
        if (AliasName.IsKnown(name))
        {
            code = ExitCode.Success;
            return CommandTable.IndexOf("s6-alias"u8);
        }
        int command = Multiplexer.Run(arguments.From(1), out code);
        arguments = command < 0 ? arguments : arguments.From(1);
        return command;
    }
}
