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
          -n  do not execute anything: check the syntax, the options and operands of this suite's commands, and that PATH
              has the programs; exits 1 where something is wrong
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

    private struct Request : IOptionTaker
    {
        public Positionals Positionals;
        public uint Least;
        public bool Shifts;
        public bool Checks;
        public byte Strict;
        public TextReference ScriptZ;
        public bool HasScript;

        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            switch (letter)
            {
                case (byte)'p':
                    Positionals = Positionals.Replaced;
                    return true;
                case (byte)'P':
                    Positionals = Positionals.None;
                    return true;
                case (byte)'S':
                case (byte)'s':
                    Positionals = Positionals.Substituted;
                    Shifts = letter == 's';
                    return Text.TryParse(valueZ[..^1], out Least);
                case (byte)'q':
                case (byte)'w':
                case (byte)'W':
                    Strict = letter;
                    return true;
                case (byte)'n':
                    Checks = true;
                    return true;
                case (byte)'c':
                    ScriptZ = new TextReference(valueZ);
                    HasScript = true;
                    return true;
                default:
                    return letter == 'e';
            }
        }
    }

    public static Outcome Run(in Invocation invocation)
    {
        Request request = default;
        OptionParser options = new(invocation);
        if (!options.TryReadAll(ref request, out Outcome ending))
        {
            return ending;
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
        int code = Load(request, nameZ, invocation.Environment, out Arguments words);
        return code != ExitCode.Success || words.Count == 0 || request.Checks
            ? Outcome.Exit(code)
            : Start(request, words, nameZ, parameters, invocation.Environment);
    }

    /// <summary>Makes the command line, and checks it where that is all: 0, or an exit code, printed.</summary>
    private static int Load(
        in Request request, ReadOnlySpan<byte> nameZ, EnvironmentBlock environment, out Arguments words)
    {
        words = default;
        long length = 0;
        ReadOnlySpan<byte> name = request.HasScript ? "-c"u8 : nameZ[..^1];
        ReadOnlySpan<byte> script = request.HasScript ? request.ScriptZ.Text[..^1] : default;
        int code = request.HasScript ? ExitCode.Success : ScriptLoader.Read(nameZ, out script);
        if (code == ExitCode.Success)
        {
            code = ScriptLoader.Compile(script, name, out words, out length);
        }
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (request.Checks)
        {
            return ScriptChecker.Check(script, name, words, environment);
        }
        Errno error = ScriptLoader.CheckBlocks(words, length, environment);
        return error.IsNone ? code : Diagnostics.Unable(ExitCode.CannotExecute, error, "exec "u8, words[0]);
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
