using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Empties the environment, or cleans it up (emptyenv.html).</summary>
internal struct Emptyenv : ICommand
{
    /// <summary>PATH and LD_LIBRARY_PATH.</summary>
    private const int KeptMax = 2;

    private struct Request
    {
        public bool KeepsPath;
        public bool KeepsLibraryPath;
        public bool Cleans;
        public bool PopsOptions;
        public bool PopsPositionals;
    }

    public static ReadOnlySpan<byte> Name => "emptyenv"u8;

    public static ReadOnlySpan<byte> Usage => "emptyenv [ -p | -l | -c | -o | -P ] prog..."u8;

    public static ReadOnlySpan<byte> Options => "plcoP"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "keep-path=p keep-ld-library-path=l cleanup=c pop-elgetopt=o pop-execline=P"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog... with an empty environment.

          -p, --keep-path             PATH stays
          -l, --keep-ld-library-path  LD_LIBRARY_PATH stays
          -c, --cleanup               only what execline's commands use themselves goes: ! ? # 0 1 2 ..., EXECLINE_STRICT,
                                      ELGETOPT_*, and FD with a number
          -o, --pop-elgetopt          only variables that begin with ELGETOPT_ become what they were before elgetopt
          -P, --pop-execline          only positional parameters, and variables that begin with EXECLINE_, become what they
                                      were before execlineb

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

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
            request.KeepsPath |= letter == 'p';
            request.KeepsLibraryPath |= letter == 'l';
            request.Cleans |= letter == 'c';
            request.PopsOptions |= letter == 'o';
            request.PopsPositionals |= letter == 'P';
        }
        Arguments program = options.Rest;
        if (program.Count == 0)
        {
            return options.UsageError();
        }
        EnvironmentEditor editor = new(invocation.Environment);
        Errno error = Errno.None;
        if (request.Cleans)
        {
            error = Clean(invocation.Environment, ref editor);
        }
        else if (request.PopsOptions || request.PopsPositionals)
        {
            error = Pop(request, ref editor);
        }
        else
        {
            error = TryEmpty(request, invocation.Environment, out EnvironmentBlock kept);
            editor = error.IsNone ? new EnvironmentEditor(kept) : editor;
        }
        return error.IsNone
            ? Outcome.Chain(program, editor.Block)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "clean up environment"u8));
    }

    private static Errno TryEmpty(in Request request, EnvironmentBlock environment, out EnvironmentBlock kept)
    {
        kept = environment;
        Errno error = ChainMemory.TryAllocateArray(KeptMax + 1, out Span<nint> slots);
        if (error.Failed)
        {
            return error;
        }
        EnvironmentList list = new(slots, environment, 0);
        int path = request.KeepsPath ? environment.IndexOf("PATH"u8) : -1;
        int libraryPath = request.KeepsLibraryPath ? environment.IndexOf("LD_LIBRARY_PATH"u8) : -1;
        // They stay in their order.
        for (int i = 0; i < KeptMax; i++)
        {
            int index = (path < libraryPath) == (i == 0) ? path : libraryPath;
            if (index >= 0)
            {
                list.Append(environment.AtZ(index));
            }
        }
        kept = list.Block;
        return Errno.None;
    }

    private static Errno Clean(EnvironmentBlock environment, scoped ref EnvironmentEditor editor)
    {
        editor.Unset("!"u8);
        editor.Unset("?"u8);
        editor.Unset("#"u8);
        editor.Unset("0"u8);
        editor.Unset("EXECLINE_STRICT"u8);
        int count = environment.Count;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> definition = environment.AtZ(i)[..^1];
            int equals = definition.IndexOf((byte)'=');
            if (equals > 0 && IsOurs(definition[..equals]))
            {
                editor.Unset(definition[..equals]);
            }
        }
        return editor.Error;
    }

    private static bool IsOurs(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("ELGETOPT_"u8))
        {
            return true;
        }
        bool descriptor = name.StartsWith("FD"u8);
        bool parameter = name[0] is >= (byte)'1' and <= (byte)'9';
        ReadOnlySpan<byte> number = descriptor ? name[2..] : parameter ? name : default;
        return Text.TryParse(number, out uint _);
    }

    private static Errno Pop(in Request request, scoped ref EnvironmentEditor editor)
    {
        Errno error = Errno.None;
        if (request.PopsPositionals)
        {
            error = EnvironmentStack.TryPop(ref editor, EnvironmentStack.PositionalLetters);
            error = error.IsNone ? EnvironmentStack.TryPopPrefix(ref editor, "EXECLINE_"u8) : error;
        }
        return error.IsNone && request.PopsOptions
            ? EnvironmentStack.TryPopPrefix(ref editor, "ELGETOPT_"u8)
            : error;
    }
}
