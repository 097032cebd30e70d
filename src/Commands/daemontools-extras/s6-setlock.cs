using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Takes a lock on a file, then becomes another program, which holds it (s6-setlock.html).</summary>
internal struct S6Setlock : ICommand
{
    private struct Request
    {
        public bool NonBlocking;
        public LockKind Kind;

        /// <summary>0 is without end.</summary>
        public uint TimeoutMs;

        /// <summary>The number the program finds the lock under; none where it is not to know.</summary>
        public Fd Target;
    }

    public static ReadOnlySpan<byte> Name => "s6-setlock"u8;

    public static ReadOnlySpan<byte> Usage => "s6-setlock [ -r | -w ] [ -n | -N ] [ -t timeout ] [ -d fd ] lockfile prog..."u8;

    public static ReadOnlySpan<byte> Options => "nNrwt:d:"u8;

    public static ReadOnlySpan<byte> Operands => "wr"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes lockfile where it is missing, locks it, then executes prog. The lock is held by a descriptor that prog
        inherits, and lasts until prog exits.

          -n  exit 1 at once where the lock is taken   -N  wait for it (the default)
          -t  milliseconds to wait at most; 0 is without end
          -r  a shared lock                            -w  an exclusive one (the default)
          -d  the number of the descriptor in prog

        Exits 1 where the lock is not to be had; 100 on wrong usage; 111 where lockfile cannot be opened; 126 or 127
        where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = new() { Kind = LockKind.Exclusive, Target = Fd.None };
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (!TryApply(letter, options.Value, ref request))
            {
                return options.UsageError();
            }
        }
        Arguments words = options.Rest;
        if (words.Count < 2)
        {
            return options.UsageError();
        }
        Fd file = request.Kind == LockKind.Exclusive
            ? OpenForWriting(words.AtZ(0), out int code)
            : OpenForReading(words.AtZ(0), out code);
        if (code == ExitCode.Success)
        {
            code = MoveAndLock(file, words[0], request);
        }
        return code == ExitCode.Success ? Outcome.Chain(words.From(1), invocation.Environment) : Outcome.Exit(code);
    }

    private static bool TryApply(byte letter, ReadOnlySpan<byte> value, ref Request request)
    {
        uint number;
        switch (letter)
        {
            case (byte)'n':
                request.NonBlocking = true;
                return true;
            case (byte)'N':
                request.NonBlocking = false;
                return true;
            case (byte)'r':
                request.Kind = LockKind.Shared;
                return true;
            case (byte)'w':
                request.Kind = LockKind.Exclusive;
                return true;
            case (byte)'t':
                return Text.TryParse(value, out request.TimeoutMs);
            default:
                Assert.That(letter == 'd');
                bool valid = Text.TryParse(value, out number) && number <= int.MaxValue;
                request.Target = valid ? new Fd((int)number) : Fd.None;
                return valid;
        }
    }

    private static Fd OpenForWriting(ReadOnlySpan<byte> pathZ, out int code)
    {
        Result<Fd> opened = Kernel.OpenInheritable(
            Fd.CurrentDirectory, pathZ, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_NONBLOCK, 0x1b6);
        code = opened.Ok
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, opened.Error, "open "u8, pathZ[..^1], " for writing"u8);
        return opened.Ok ? opened.Value : Fd.None;
    }

    private static Fd OpenForReading(ReadOnlySpan<byte> pathZ, out int code)
    {
        const int flags = OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK;
        code = ExitCode.Success;
        Result<Fd> opened = Kernel.OpenInheritable(Fd.CurrentDirectory, pathZ, flags);
        if (!opened.Ok && opened.Error == Errno.ENOENT)
        {
            opened = Kernel.OpenInheritable(Fd.CurrentDirectory, pathZ, flags | OpenFlags.O_CREAT, 0x1b6);
            if (!opened.Ok)
            {
                code = Diagnostics.Unable(ExitCode.System, opened.Error, "create "u8, pathZ[..^1]);
            }
        }
        else if (!opened.Ok)
        {
            code = Diagnostics.Unable(ExitCode.System, opened.Error, "open "u8, pathZ[..^1], " for reading"u8);
        }
        return opened.Ok ? opened.Value : Fd.None;
    }

    /// <summary>
    /// Puts the descriptor in its place and only then locks: closing any descriptor of a file gives up the record locks on
    /// it, also when the lock was taken through another.
    /// </summary>
    private static int MoveAndLock(Fd file, ReadOnlySpan<byte> path, in Request request)
    {
        if (!request.Target.IsOpen || request.Target.Value == file.Value)
        {
            return Lock(file, path, request);
        }
        // Under number 2 it would get the message.
        Fd standardError = Fd.None;
        if (request.Target.Value == Fd.StandardError.Value)
        {
            Result<Fd> copy = Kernel.DuplicateAbove(Fd.StandardError, 3);
            standardError = copy.Ok ? copy.Value : Fd.None;
        }
        Errno error = Kernel.DuplicateTo(file, request.Target.Value);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "move lock descriptor"u8);
        }
        Kernel.Close(file);
        error = TakeLock(request.Target, request);
        if (standardError.IsOpen)
        {
            if (error.Failed)
            {
                _ = Kernel.DuplicateTo(standardError, Fd.StandardError.Value);
            }
            Kernel.Close(standardError);
        }
        return Report(error, path);
    }

    private static int Lock(Fd file, ReadOnlySpan<byte> path, in Request request) => Report(TakeLock(file, request), path);

    private static Errno TakeLock(Fd file, in Request request) => request.NonBlocking || request.TimeoutMs == 0
        ? Kernel.Lock(file, request.Kind, wait: !request.NonBlocking)
        : TimedLock.Take(file, request.Kind, request.TimeoutMs);

    private static int Report(Errno error, ReadOnlySpan<byte> path)
    {
        if (error.IsNone)
        {
            return ExitCode.Success;
        }
        return error == Errno.ETIMEDOUT
            ? Diagnostics.Fatal(ExitCode.Failure, "lock "u8, path, ": timed out"u8)
            : Diagnostics.Unable(ExitCode.Failure, error == Errno.EAGAIN ? Errno.EBUSY : error, "lock "u8, path);
    }
}
