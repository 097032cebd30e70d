using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Becomes a oneshot's script (s6-rc-oneshot-run.html).</summary>
internal struct S6RcOneshotRun : ICommand
{
    private const byte NoBlock = 1;

    /// <summary>There is no oneshot of that number.</summary>
    private const int NoSuchService = 3;

    public static ReadOnlySpan<byte> Name => "s6-rc-oneshot-run"u8;

    public static ReadOnlySpan<byte> Usage => "s6-rc-oneshot-run [ -l live ] [ -b ] up|down|reload servicenumber"u8;

    public static ReadOnlySpan<byte> Options => "l:b\u0001"u8;

    public static ReadOnlySpan<byte> LongOptions => "livedir=l block=b no-block=\u0001"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes the script up, down or reload of a oneshot, which has that number in the live compiled database, with its
        name in the variable RC_NAME, and for reload with 1 in RC_RELOAD. s6rc-oneshot-runner runs it. Only what belongs to
        that oneshot is read of the database.

          -l, --livedir=DIR  the live directory, /run/s6-rc by default
          -b, --block        wait where the database is locked, which else is an error; --no-block: do not

        Exits as the script; 0 where there is none; 3 for a number that is not one of a oneshot; 4 for an invalid database;
        100 on wrong usage; 111 where a system call failed; 126 or 127 where the script cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        ReadOnlySpan<byte> live = "/run/s6-rc"u8;
        bool waits = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'l':
                    live = new TextReference(options.Value).Text;
                    break;
                case (byte)'b':
                    waits = true;
                    break;
                case NoBlock:
                    waits = false;
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        Arguments words = options.Rest;
        return words.Count < 2 || !TryFindKind(words[0], out ScriptKind kind) || !Text.TryParse(words[1], out uint number)
            ? options.UsageError()
            : Find(live, waits, kind, number, invocation.Environment);
    }

    private static bool TryFindKind(ReadOnlySpan<byte> word, out ScriptKind kind)
    {
        kind = word.SequenceEqual("up"u8) ? ScriptKind.Up : word.SequenceEqual("down"u8) ? ScriptKind.Down : ScriptKind.Reload;
        return kind != ScriptKind.Reload || word.SequenceEqual("reload"u8);
    }

    private static Outcome Find(
        ReadOnlySpan<byte> live, bool waits, ScriptKind kind, uint number, EnvironmentBlock environment)
    {
        PathBuffer directory = new(stackalloc byte[Limits.PathLengthMax]);
        directory.Append(live);
        directory.Append("/compiled"u8);
        if (directory.Overflowed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, Errno.ENAMETOOLONG, "take lock on "u8, live));
        }
        int code = OpenDatabase.Lock(directory.Text, waits, out Fd lockFd);
        CompiledDatabase database = default;
        code = code == ExitCode.Success ? OpenDatabase.Frame(directory.Text, out database) : code;
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        if (number < (uint)database.LongrunCount || number >= (uint)database.Count)
        {
            return Outcome.Exit(Diagnostics.Fatal(NoSuchService, "invalid service number"u8));
        }
        int service = (int)number;
        if (!database.VerifyService(service))
        {
            return Outcome.Exit(
                Diagnostics.Fatal(DatabaseExit.Invalid, "invalid service database in "u8, directory.Text, "/db"u8));
        }
        // A script may take its time, and the database must be free to be exchanged meanwhile.
        Kernel.Close(lockFd);
        EnvironmentEditor editor = new(environment);
        editor.Set("RC_NAME"u8, database.Name(service));
        if (kind == ScriptKind.Reload)
        {
            editor.Set("RC_RELOAD"u8, "1"u8);
        }
        ScriptWords words = database.Script(service, kind);
        if (words.Count == 0)
        {
            return Outcome.Exit(ExitCode.Success);
        }
        Errno error = TryCopy(words, out Arguments script);
        error = error.Failed ? error : editor.Error;
        return error.Failed
            ? Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8))
            : Outcome.Chain(script, editor.Block);
    }

    /// <summary>A script's words in memory of their own: they outlive the mapped database, and may be written to.</summary>
    private static Errno TryCopy(ScriptWords words, out Arguments script)
    {
        script = default;
        Errno error = ChainMemory.TryAllocateArray(words.Count + 1, out Span<nint> slots);
        Span<byte> bytes = default;
        error = error.Failed ? error : ChainMemory.TryAllocateArray(words.Bytes.Length, out bytes);
        if (error.Failed)
        {
            return error;
        }
        words.Bytes.CopyTo(bytes);
        ArgumentList list = new(slots);
        ReadOnlySpan<byte> rest = bytes;
        for (int i = 0; i < words.Count; i++)
        {
            ReadOnlySpan<byte> wordZ = Text.UntilNulZ(rest);
            list.Add(wordZ);
            rest = rest[wordZ.Length..];
        }
        script = list.Arguments;
        return Errno.None;
    }
}
