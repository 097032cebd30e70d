using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Takes options off the positional parameters (elgetopt.html).</summary>
internal struct Elgetopt : ICommand
{
    public static ReadOnlySpan<byte> Name => "elgetopt"u8;

    public static ReadOnlySpan<byte> Usage => "elgetopt [ -D default ] optstring prog..."u8;

    public static ReadOnlySpan<byte> Options => "D:"u8;

    public static ReadOnlySpan<byte> Help => """
        Reads options from the positional parameters of the environment, as getopt(3) would by optstring, and executes
        prog... with a variable ELGETOPT_x for each option x, and with the positional parameters that are left. Variables
        that begin with ELGETOPT_ are kept for emptyenv -o.

          -D  the value of options that have none, "1" by default

        Exits 1 where an option is unknown or lacks its value; 100 on wrong usage, and where positional parameters are
        missing; 111 where a system call failed; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        TextReference otherwise = new("1"u8);
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            otherwise = new TextReference(options.Value);
        }
        Arguments words = options.Rest;
        if (words.Count < 2)
        {
            return options.UsageError();
        }
        int code = PositionalEnvironment.TryRead(
            invocation.Environment, out ReadOnlySpan<byte> nameZ, out Arguments parameters);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        EnvironmentEditor editor = new(invocation.Environment);
        Errno error = EnvironmentStack.TryPushPrefix(ref editor, "ELGETOPT_"u8);
        GetoptParser parser = new(parameters, words[0]);
        if (error.IsNone)
        {
            code = SetOptions(ref parser, nameZ[..^1], otherwise.Text, ref editor);
            if (code != ExitCode.Success)
            {
                return Outcome.Exit(code);
            }
            SetRest(parameters.Count, parser.Rest, ref editor);
            error = editor.Error;
        }
        return error.IsNone
            ? Outcome.Chain(words.From(1), editor.Block)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "update environment"u8));
    }

    /// <summary>One variable for each option: 0, or an exit code, printed.</summary>
    private static int SetOptions(
        scoped ref GetoptParser parser,
        ReadOnlySpan<byte> script,
        ReadOnlySpan<byte> otherwise,
        scoped ref EnvironmentEditor editor)
    {
        Span<byte> name = stackalloc byte["ELGETOPT_"u8.Length + 1];
        "ELGETOPT_"u8.CopyTo(name);
        for (byte letter = parser.Next(); letter != GetoptParser.End; letter = parser.Next())
        {
            if (letter is GetoptParser.Unknown or GetoptParser.Missing)
            {
                // In the script's name, for it is the script's user who is wrong.
                Diagnostics.SetProgram(script, default);
                return Diagnostics.Fatal(
                    ExitCode.Failure,
                    letter == GetoptParser.Unknown ? "illegal option -- "u8 : "option requires an argument -- "u8,
                    parser.Letter);
            }
            name[^1] = letter;
            editor.Set(name, parser.ValueZ.IsEmpty ? otherwise : parser.ValueZ[..^1]);
        }
        return ExitCode.Success;
    }

    /// <summary>The parameters behind the options become the first ones, and # their number.</summary>
    private static void SetRest(int count, Arguments rest, scoped ref EnvironmentEditor editor)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        for (int i = 0; i < count && editor.Error.IsNone; i++)
        {
            ReadOnlySpan<byte> name = digits[..Text.Format((ulong)i + 1, digits)];
            if (i < rest.Count)
            {
                editor.Set(name, rest[i]);
            }
            else
            {
                editor.Unset(name);
            }
        }
        editor.Set("#"u8, digits[..Text.Format((ulong)rest.Count, digits)]);
    }
}
