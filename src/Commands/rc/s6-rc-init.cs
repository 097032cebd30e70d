using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ftrig;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Rc.Host;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes the live directory, and has its longruns supervised (s6-rc-init.html).</summary>
internal struct S6RcInit : ICommand
{
    private struct Request
    {
        public TextReference Database;
        public TextReference Live;
        public TextReference Prefix;
        public NumberOption Timeout;
        public bool Dereferences;
        public bool Waits;
    }

    public static ReadOnlySpan<byte> Name => "s6-rc-init"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-rc-init [ -c bootdb ] [ -l livedir ] [ -p prefix ] [ -t timeout ] [ -d ] [ -b ] scandir"u8;

    public static ReadOnlySpan<byte> Options => "c:l:p:t:db"u8;

    public static ReadOnlySpan<byte> LongOptions => "bootdb=c livedir=l prefix=p timeout=t dereference=d block=b"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes a live directory in which every service of the compiled database bootdb is down, links its longruns into
        scandir, on which an s6-svscan runs, and waits for their supervisors.

          -c, --bootdb=DIR      the compiled database, /etc/s6-rc/compiled/current by default; should be a symbolic link
          -d, --dereference     the link's target is meant, now and later
          -l, --livedir=DIR     the live directory, /run/s6-rc by default
          -p, --prefix=TEXT     put in front of the names in scandir
          -t, --timeout=MS      give up after that time, with 111; 0: never
          -b, --block           wait for others that use the database

        What a live directory is already there, with supervisors for its longruns, is used if it is for that database.
        On an error nothing is left.

        Exits 0; 4 for an invalid database; 100 on wrong usage, or where no s6-svscan runs; 102 for a live directory of
        another database; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = new()
        {
            Database = new TextReference("/etc/s6-rc/compiled/current"u8),
            Live = new TextReference("/run/s6-rc"u8),
        };
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            Apply(letter, options, ref request);
        }
        if (!request.Timeout.TryRead("timeout"u8, 0, out uint timeoutMs))
        {
            return Outcome.Exit(ExitCode.Usage);
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        ReadOnlySpan<byte> scandir = options.Rest[0];
        ReadOnlySpan<byte> wrong = !IsAbsolute(request.Database.Text) && !request.Dereferences
                ? "bootdb must be an absolute path"u8
            : !IsAbsolute(request.Live.Text) ? "livedir must be an absolute path"u8
            : !IsAbsolute(scandir) ? "scandir must be an absolute path"u8
            : request.Prefix.Text.IndexOfAny("/\n"u8) >= 0 ? "prefix cannot contain a / or a newline"u8
            : default;
        if (!wrong.IsEmpty)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, wrong));
        }
        Instant deadline = timeoutMs == 0 ? Instant.Infinite : Kernel.Now().PlusMilliseconds(timeoutMs);
        return Outcome.Exit(Begin(request, options.Rest.AtZ(0), deadline));
    }

    private static void Apply(byte letter, scoped in OptionParser options, scoped ref Request request)
    {
        switch (letter)
        {
            case (byte)'c':
                request.Database = new TextReference(options.Value);
                break;
            case (byte)'l':
                request.Live = new TextReference(options.Value);
                break;
            case (byte)'p':
                request.Prefix = new TextReference(options.Value);
                break;
            case (byte)'t':
                request.Timeout.Take(options);
                break;
            case (byte)'d':
                request.Dereferences = true;
                break;
            default:
                Assert.That(letter == 'b');
                request.Waits = true;
                break;
        }
    }

    private static bool IsAbsolute(ReadOnlySpan<byte> path) => !path.IsEmpty && path[0] == '/';

    private static int Begin(scoped in Request request, ReadOnlySpan<byte> scandirZ, Instant deadline)
    {
        ReadOnlySpan<byte> scandir = scandirZ[..^1];
        ControlOutcome running = ServiceDirectory.Control(scandir, "/.s6-svscan/control"u8, default, out Errno error);
        if (running == ControlOutcome.NotListening)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "s6-svscan is not running on "u8, scandir);
        }
        if (running != ControlOutcome.Sent)
        {
            return Diagnostics.Unable(ExitCode.System, error, "check "u8, scandir);
        }
        PathBuffer link = new(stackalloc byte[Limits.PathLengthMax]);
        error = LiveDirectory.Resolve(request.Live.Text, ref link);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "canonicalize livedir "u8, request.Live.Text);
        }
        PathBuffer compiled = new(stackalloc byte[Limits.PathLengthMax]);
        compiled.Append(request.Database.Text);
        if (request.Dereferences && !compiled.Overflowed)
        {
            PathBuffer given = new(stackalloc byte[Limits.PathLengthMax]);
            given.Append(compiled.Text);
            compiled.Truncate(0);
            error = AbsolutePath.OfDirectory(given.TextZ, ref compiled);
        }
        error = compiled.Overflowed ? Errno.ENAMETOOLONG : error;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "canonicalize "u8, request.Database.Text);
        }
        int code = OpenDatabase.Lock(compiled.Text, request.Waits, out _);
        if (code != ExitCode.Success)
        {
            return code;
        }
        code = OpenDatabase.Open(compiled.Text, out CompiledDatabase database);
        return code == ExitCode.Success
            ? Supervise(request, link, compiled, database, scandirZ, deadline)
            : code;
    }

    private static int Supervise(
        scoped in Request request,
        scoped in PathBuffer link,
        scoped in PathBuffer compiled,
        CompiledDatabase database,
        ReadOnlySpan<byte> scandirZ,
        Instant deadline)
    {
        PathBuffer directory = new(stackalloc byte[Limits.PathLengthMax]);
        Span<byte> room = stackalloc byte[FifoName.Length + 2];
        Result<FileStatus> there = Kernel.StatLink(Fd.CurrentDirectory, link.TextZ);
        if (there.Ok)
        {
            PathBuffer old = new(stackalloc byte[Limits.PathLengthMax]);
            int code = CheckOld(link, compiled, request.Prefix.Text, ref old);
            if (code != ExitCode.Success)
            {
                return code;
            }
            LongrunSupervision existing = new(database, old.Text, scandirZ[..^1], request.Prefix.Text, room);
            if (existing.IsAnySupervised())
            {
                Errno result = existing.Begin(deadline);
                return result.IsNone ? ExitCode.Success : CannotSupervise(result, old.Text);
            }
            Diagnostics.Warn("directory "u8, link.Text, " looks like a live directory but has no supervisors running"u8);
        }
        Errno error = Fill(link, compiled, database.Count, scandirZ, request.Prefix.Text, ref directory);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "create live directory "u8, link.Text);
        }
        error = LiveDirectory.Switch(link.Text, directory.Text);
        if (error.Failed)
        {
            _ = DirectoryTree.Remove(directory.TextZ);
            return Diagnostics.Unable(ExitCode.System, error, "symlink "u8, Text.BaseName(directory.Text), " to "u8, link.Text);
        }
        LongrunSupervision longruns = new(database, directory.Text, scandirZ[..^1], request.Prefix.Text, room);
        error = longruns.Begin(deadline);
        if (error.IsNone)
        {
            return ExitCode.Success;
        }
        longruns.Undo();
        int failed = CannotSupervise(error, directory.Text);
        _ = Kernel.Unlink(Fd.CurrentDirectory, link.TextZ);
        _ = DirectoryTree.Remove(directory.TextZ);
        return failed;
    }

    private static int CannotSupervise(Errno error, ReadOnlySpan<byte> directory) =>
        Diagnostics.Unable(ExitCode.System, error, "supervise service directories in "u8, directory, "/servicedirs"u8);

    private static Errno Fill(
        scoped in PathBuffer link,
        scoped in PathBuffer compiled,
        int count,
        ReadOnlySpan<byte> scandirZ,
        ReadOnlySpan<byte> prefix,
        scoped ref PathBuffer directory)
    {
        Errno error = ChainMemory.TryAllocateArray(count + 1, out Span<byte> states);
        if (error.Failed)
        {
            return error;
        }
        states.Clear();
        error = LiveDirectory.Create(
            link.Text, "s6-rc-init"u8, compiled.TextZ, scandirZ, prefix, states[..count], ref directory);
        if (error.Failed)
        {
            return error;
        }
        PathBuffer from = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer to = new(stackalloc byte[Limits.PathLengthMax]);
        from.Append(compiled.Text);
        from.Append("/servicedirs"u8);
        to.Append(directory.Text);
        to.Append("/servicedirs"u8);
        error = from.Overflowed || to.Overflowed ? Errno.ENAMETOOLONG : DirectoryTree.Copy(from.TextZ, to.TextZ);
        if (error.Failed)
        {
            _ = DirectoryTree.Remove(directory.TextZ);
        }
        return error;
    }

    /// <summary>Whether a live directory that is there is one of that database and prefix; appends its real path.</summary>
    private static int CheckOld(
        scoped in PathBuffer link, scoped in PathBuffer compiled, ReadOnlySpan<byte> prefix, scoped ref PathBuffer old)
    {
        PathBuffer target = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = AbsolutePath.OfDirectory(link.TextZ, ref old);
        if (error == Errno.ENOENT)
        {
            // A link to nothing is exchanged.
            old.Append(link.Text);
            return ExitCode.Success;
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "check "u8, link.Text);
        }
        error = LiveDirectory.ReadLink(old.Text, "/compiled"u8, ref target);
        if (error.IsNone && !target.Text.SequenceEqual(compiled.Text))
        {
            PathBuffer text = new(stackalloc byte[3 * Limits.PathLengthMax]);
            text.Append(old.Text);
            text.Append(" uses bootdb at "u8);
            text.Append(target.Text);
            text.Append(" rather than "u8);
            return Diagnostics.Fatal(ExitCode.NotSupervised, "existing livedir at "u8, text.Text, compiled.Text);
        }
        Span<byte> bytes = stackalloc byte[Limits.PathLengthMax];
        target.Truncate(0);
        target.Append(old.Text);
        target.Append("/prefix"u8);
        Result<int> length = target.Overflowed
            ? new Result<int>(Errno.ENAMETOOLONG)
            : SmallFile.Read(Fd.CurrentDirectory, target.TextZ, bytes);
        return length.Ok && !bytes[..length.Value].SequenceEqual(prefix)
            ? Diagnostics.Fatal(ExitCode.NotSupervised, "prefix mismatch with the existing livedir at "u8, old.Text)
            : ExitCode.Success;
    }
}
