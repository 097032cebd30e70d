using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Opens a file under the number of a descriptor (redirfd.html).</summary>
internal struct Redirfd : ICommand
{
    /// <summary>rw-rw-rw-, less the file creation mask.</summary>
    private const uint FilePermissions = 0x1b6;

    private struct Request
    {
        public bool Reads;
        public bool Writes;
        public bool NonBlocking;
        public bool Switches;
        public bool ToVariable;
        public bool Imports;
        public int Flags;

        /// <summary>What one of the letters stands for. -u and -w leave reading and -x and -u what others have set.</summary>
        public void Open(bool reads, bool writes, int flags)
        {
            Reads = reads;
            Writes = writes;
            Flags = flags;
        }

        public void SetFlag(int flag, bool on) => Flags = on ? Flags | flag : Flags & ~flag;
    }

    public static ReadOnlySpan<byte> Name => "redirfd"u8;

    public static ReadOnlySpan<byte> Usage =>
        "redirfd -[ r | w | u | a | x ] [ -N | -n ] [ -b ] [ -f ] [ -E | -e ] fd|var file prog..."u8;

    public static ReadOnlySpan<byte> Options => "rwuaxNnbfeE\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000b\u000c\u000e\u000f"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "block=N nonblock=n switch-block=b open=f no-autoimport=e autoimport=E no-read=\u0001 read=\u0002 "u8
        + "no-write=\u0003 write=\u0004 no-create=\u0005 create=\u0006 no-append=\u0007 append=\u0008 "u8
        + "no-trunc=\u000b trunc=\u000c no-excl=\u000e excl=\u000f"u8;

    public static ReadOnlySpan<byte> Help => """
        Opens the file, gives it the number of a descriptor, and executes prog....

          -r  for reading
          -w  for writing; what was in it is lost, and it is created where it is not there
          -u  for reading and writing
          -a  for writing at its end; it is created where it is not there
          -x  for writing; it must not be there
          -n, --nonblock      open it in non-blocking mode   -N, --block  not (the default)
          -b, --switch-block  behind that, change it to the other mode
          -f, --open          the number is what open gives, and is put into a variable
          -E, --autoimport    with -f, replace var in prog... in place of setting it
          -e, --no-autoimport set it (the default)

        With -nb a FIFO is opened without waiting for its other end. --read, --write, --create, --append, --trunc and
        --excl, and the same with "no-", change single flags of open(2).

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

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
            Apply(letter, ref request);
        }
        Arguments words = options.Rest;
        Fd number = Fd.None;
        if (words.Count < 3
            || (!request.Reads && !request.Writes)
            || (!request.ToVariable && !Descriptors.TryParse(words[0], out number)))
        {
            return options.UsageError();
        }
        ReadOnlySpan<byte> fileZ = words.AtZ(1);
        Result<Fd> opened = Open(request, fileZ);
        if (!opened.Ok)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, opened.Error, "open "u8, fileZ[..^1]));
        }
        Errno error = request.Switches ? Kernel.SetNonBlocking(opened.Value, !request.NonBlocking) : Errno.None;
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "change blocking mode"u8));
        }
        if (request.ToVariable)
        {
            Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
            ReadOnlySpan<byte> text = digits[..Text.Format((ulong)opened.Value.Value, digits)];
            return AutoImport.Chain(words.From(2), invocation.Environment, words[0], text, request.Imports);
        }
        error = Descriptors.Move(opened.Value, number.Value);
        return error.IsNone
            ? Outcome.Chain(words.From(2), invocation.Environment)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "fd_move"u8));
    }

    private static Result<Fd> Open(in Request request, ReadOnlySpan<byte> fileZ)
    {
        int flags = request.Flags | (request.NonBlocking ? OpenFlags.O_NONBLOCK : 0);
        flags |= !request.Writes ? OpenFlags.O_RDONLY : request.Reads ? OpenFlags.O_RDWR : OpenFlags.O_WRONLY;
        Result<Fd> opened = Kernel.OpenInheritable(Fd.CurrentDirectory, fileZ, flags, FilePermissions);
        if (opened.Ok || !request.Writes || opened.Error != Errno.ENXIO)
        {
            return opened;
        }
        // A FIFO that nobody reads: a reader of our own lets it be opened.
        Result<Fd> reader = Kernel.Open(Fd.CurrentDirectory, fileZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (reader.Ok)
        {
            opened = Kernel.OpenInheritable(Fd.CurrentDirectory, fileZ, flags, FilePermissions);
            Kernel.Close(reader.Value);
        }
        return opened;
    }

    private static void Apply(byte letter, scoped ref Request request)
    {
        switch (letter)
        {
            case (byte)'r':
                request.Open(reads: true, writes: false, 0);
                break;
            case (byte)'w':
                request.Open(reads: false, writes: true, OpenFlags.O_CREAT | OpenFlags.O_TRUNC);
                break;
            case (byte)'u':
                request.Open(reads: true, writes: true, 0);
                break;
            case (byte)'a':
                request.Open(reads: false, writes: true, OpenFlags.O_CREAT | OpenFlags.O_APPEND);
                break;
            case (byte)'x':
                request.Open(reads: false, writes: true, OpenFlags.O_CREAT | OpenFlags.O_EXCL);
                break;
            case (byte)'N':
            case (byte)'n':
                request.NonBlocking = letter == 'n';
                break;
            case (byte)'b':
                request.Switches = true;
                break;
            case (byte)'f':
                request.ToVariable = true;
                break;
            case (byte)'e':
            case (byte)'E':
                request.Imports = letter == 'E';
                break;
            default:
                ApplyLong(letter, ref request);
                break;
        }
    }

    private static void ApplyLong(byte letter, scoped ref Request request)
    {
        bool on = letter is 2 or 4 or 6 or 8 or 12 or 15;
        switch (letter)
        {
            case 1:
            case 2:
                request.Reads = on;
                break;
            case 3:
            case 4:
                request.Writes = on;
                break;
            case 5:
            case 6:
                request.SetFlag(OpenFlags.O_CREAT, on);
                break;
            case 7:
            case 8:
                request.SetFlag(OpenFlags.O_APPEND, on);
                break;
            case 11:
            case 12:
                request.SetFlag(OpenFlags.O_TRUNC, on);
                break;
            default:
                Assert.That(letter is 14 or 15);
                request.SetFlag(OpenFlags.O_EXCL, on);
                break;
        }
    }
}
