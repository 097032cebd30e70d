using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes a file of what a pipe gives, then becomes another program (seekablepipe.html).</summary>
internal struct Seekablepipe : ICommand
{
    public static ReadOnlySpan<byte> Name => "seekablepipe"u8;

    public static ReadOnlySpan<byte> Usage => "seekablepipe tempfile prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Reads standard input to its end into tempfile, whose name is gone at once, and executes prog with it as standard
        input.

        Exits 100 on wrong usage; 111 where tempfile cannot be made or standard input not be read; 126 or 127 where prog
        cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count < 2)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        ReadOnlySpan<byte> pathZ = words.AtZ(0);
        Result<Fd> reader = Open(pathZ, out Fd writer);
        if (!reader.Ok)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, reader.Error, "create temporary "u8, pathZ[..^1]));
        }
        int code = Copy(writer, pathZ[..^1]);
        Kernel.Close(writer);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        Errno error = Descriptors.Move(reader.Value, Fd.StandardInput.Value);
        return error.Failed
            ? Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "move file descriptors"u8))
            : Outcome.Chain(words.From(1), invocation.Environment);
    }

    /// <summary>Two descriptors of a new file, one to write and one to read it from the start, whose name is gone.</summary>
    private static Result<Fd> Open(ReadOnlySpan<byte> pathZ, out Fd writer)
    {
        Result<Fd> opened = Kernel.Open(
            Fd.CurrentDirectory, pathZ, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC, 0x1b6);
        writer = opened.Ok ? opened.Value : Fd.None;
        if (!opened.Ok)
        {
            return opened;
        }
        Result<Fd> reader = Kernel.Open(Fd.CurrentDirectory, pathZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        Errno error = Kernel.Unlink(Fd.CurrentDirectory, pathZ);
        return error.Failed && reader.Ok ? new Result<Fd>(error) : reader;
    }

    private static int Copy(Fd file, ReadOnlySpan<byte> path)
    {
        Span<byte> bytes = stackalloc byte[Limits.FilterBufferLength];
        while (true)
        {
            Result<int> read = Kernel.Read(Fd.StandardInput, bytes);
            if (!read.Ok || read.Value == 0)
            {
                return read.Ok
                    ? ExitCode.Success
                    : Diagnostics.Unable(ExitCode.System, read.Error, "read from stdin"u8);
            }
            Errno error = Output.WriteAll(file, bytes[..read.Value]);
            if (error.Failed)
            {
                return Diagnostics.Unable(ExitCode.System, error, "write to "u8, path);
            }
        }
    }
}
