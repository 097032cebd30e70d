using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Has a live directory use a database compiled anew from the same source (s6-rc-format-upgrade.html).</summary>
internal struct S6RcFormatUpgrade : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-rc-format-upgrade"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-rc-format-upgrade [ -v verbosity ] [ -t timeout ] [ -l live ] [ -b ] newdb"u8;

    public static ReadOnlySpan<byte> Options => "v:t:l:b"u8;

    public static ReadOnlySpan<byte> LongOptions => "verbosity=v timeout=t livedir=l block=b"u8;

    public static ReadOnlySpan<byte> Help => """
        Has the live directory use newdb, which must be compiled from the same source as the database that it uses now, in a
        newer format. A newdb that cannot be read, or has another number of services, is refused.

          -l, --livedir=DIR   the live directory, /run/s6-rc by default
          -b, --block         wait for other s6-rc commands, which else is an error
          -v, --verbosity=N   0: only what is fatal; 1, the default
          -t, --timeout=MS    there is nothing that could take time

        Exits 0; 4 for an invalid database; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        TextReference live = new("/run/s6-rc"u8);
        NumberOption verbosity = default;
        NumberOption timeout = default;
        bool waits = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case OptionParser.Bad:
                    return Outcome.Exit(ExitCode.Usage);
                case (byte)'v':
                    verbosity.Take(options);
                    break;
                case (byte)'t':
                    timeout.Take(options);
                    break;
                case (byte)'l':
                    live = new TextReference(options.Value);
                    break;
                default:
                    waits = true;
                    break;
            }
        }
        if (!verbosity.TryRead("verbosity"u8, 1, out _) || !timeout.TryRead("timeout"u8, 0, out _))
        {
            return Outcome.Exit(ExitCode.Usage);
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        ReadOnlySpan<byte> relative = !IsAbsolute(live.Text) ? live.Text
            : !IsAbsolute(options.Rest[0]) ? options.Rest[0]
            : default;
        if (!relative.IsEmpty)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, relative, " is not an absolute path"u8));
        }
        int code = LiveLocks.Take(live.Text, LockKind.Exclusive, waits);
        code = code == ExitCode.Success ? OpenDatabase.Lock(options.Rest[0], waits, out _) : code;
        return Outcome.Exit(code == ExitCode.Success ? Exchange(live.Text, options.Rest.AtZ(0)) : code);
    }

    private static bool IsAbsolute(ReadOnlySpan<byte> path) => !path.IsEmpty && path[0] == '/';

    private static int Exchange(ReadOnlySpan<byte> live, ReadOnlySpan<byte> databaseZ)
    {
        int code = OpenDatabase.Open(databaseZ[..^1], out CompiledDatabase database);
        if (code != ExitCode.Success)
        {
            return code;
        }
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(live);
        path.Append("/state"u8);
        Result<FileStatus> state = path.Overflowed
            ? new Result<FileStatus>(Errno.ENAMETOOLONG)
            : Kernel.Stat(Fd.CurrentDirectory, path.TextZ);
        if (!state.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, state.Error, "stat "u8, path.Text);
        }
        if (state.Value.Size != database.Count)
        {
            return Diagnostics.Fatal(
                DatabaseExit.Invalid, databaseZ[..^1], " has another number of services than "u8, path.Text);
        }
        path.Truncate(live.Length);
        path.Append("/compiled"u8);
        Errno error = path.Overflowed ? Errno.ENAMETOOLONG : LiveDirectory.ReplaceLink(databaseZ, path.TextZ);
        return error.IsNone ? ExitCode.Success : Diagnostics.Unable(ExitCode.System, error, "exchange link "u8, path.Text);
    }
}
