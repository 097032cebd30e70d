using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Reads a script and goes on as the command line that it is (execlineb.html).</summary>
internal struct Execlineb : ICommand
{
    public static ReadOnlySpan<byte> Name => "execlineb"u8;

    public static ReadOnlySpan<byte> Usage =>
        "execlineb [ -p | -P | -S nmin | -s nmin ] [ -q | -w | -W ] [ -n ] [ -e ] [ -c commandline ] script args"u8;

    public static ReadOnlySpan<byte> Options => "pPS:s:qwWnec:"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes one command line of a script and executes it.

          -c  the script itself, in place of a file
          -n  do not execute anything: check the script, and that PATH has its programs
          -p  the positional parameters replace those of the caller
          -P  no positional parameters
          -S  put the positional parameters, nmin at least, into the script itself
          -s  the same, and $@ is without the first nmin
          -q -w -W  EXECLINE_STRICT is unset, 1, 2
          -e  nothing

        Exits 0 for an empty script; 100 on wrong usage or a syntax error; 111 where the script cannot be read; 126 or 127
        where the first program cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    /// <summary>How positional parameters are passed.</summary>
    private enum Positionals : byte
    {
        Pushed,
        Replaced,
        None,
        Substituted,
    }

    private struct Request
    {
        public Positionals Positionals;
        public uint Least;
        public bool Shifts;
        public bool Checks;
        public byte Strict;
        public TextReference ScriptZ;
        public bool HasScript;
    }

    public static Outcome Run(in Invocation invocation)
    {
        Request request = default;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (!TryApply(letter, options.ValueZ, ref request))
            {
                return options.UsageError();
            }
        }
        Arguments parameters = options.Rest;
        ReadOnlySpan<byte> nameZ = invocation.NameZ;
        if (!request.HasScript)
        {
            if (parameters.Count == 0)
            {
                return options.UsageError();
            }
            nameZ = parameters.AtZ(0);
            parameters = parameters.From(1);
        }
        int code = Load(request, nameZ, out Arguments words);
        return code != ExitCode.Success || words.Count == 0 || request.Checks
            ? Outcome.Exit(code)
            : Start(request, words, nameZ, parameters, invocation.Environment);
    }

    private static bool TryApply(byte letter, ReadOnlySpan<byte> valueZ, scoped ref Request request)
    {
        switch (letter)
        {
            case (byte)'p':
                request.Positionals = Positionals.Replaced;
                return true;
            case (byte)'P':
                request.Positionals = Positionals.None;
                return true;
            case (byte)'S':
            case (byte)'s':
                request.Positionals = Positionals.Substituted;
                request.Shifts = letter == 's';
                return Text.TryParse(valueZ[..^1], out request.Least);
            case (byte)'q':
            case (byte)'w':
            case (byte)'W':
                request.Strict = letter;
                return true;
            case (byte)'n':
                request.Checks = true;
                return true;
            case (byte)'c':
                request.ScriptZ = new TextReference(valueZ);
                request.HasScript = true;
                return true;
            default:
                return letter == 'e';
        }
    }

    private static int Load(in Request request, ReadOnlySpan<byte> nameZ, out Arguments words)
    {
        if (request.HasScript)
        {
            return ScriptLoader.Compile(request.ScriptZ.Text[..^1], "-c"u8, out words);
        }
        int code = ScriptLoader.Read(nameZ, out ReadOnlySpan<byte> script);
        words = default;
        return code == ExitCode.Success ? ScriptLoader.Compile(script, nameZ[..^1], out words) : code;
    }

    private static Outcome Start(
        in Request request, Arguments words, ReadOnlySpan<byte> nameZ, Arguments parameters, EnvironmentBlock environment)
    {
        EnvironmentEditor editor = new(environment);
        if (request.Strict == 'q')
        {
            editor.Unset("EXECLINE_STRICT"u8);
        }
        else if (request.Strict != 0)
        {
            editor.Set("EXECLINE_STRICT"u8, request.Strict == 'w' ? "1"u8 : "2"u8);
        }
        int code = ExitCode.Success;
        if (request.Positionals == Positionals.Substituted)
        {
            code = PositionalKeys.CheckCount(request.Least, parameters.Count, strict: 1, editor.Block);
            return code == ExitCode.Success
                ? PositionalKeys.Chain(words, editor.Block, nameZ[..^1], parameters, request.Least, request.Shifts)
                : Outcome.Exit(code);
        }
        Errno error = editor.Error;
        if (error.IsNone && request.Positionals == Positionals.Pushed)
        {
            error = EnvironmentStack.TryPush(ref editor, EnvironmentStack.PositionalLetters);
        }
        if (error.IsNone && request.Positionals != Positionals.None)
        {
            error = EnvironmentStack.SetPositionals(ref editor, nameZ[..^1], parameters);
        }
        return error.IsNone
            ? Outcome.Chain(words, editor.Block)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "set positional parameters"u8));
    }
}
