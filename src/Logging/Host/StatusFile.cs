using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>Files that hold one line (s6-log.html, "=statusfile").</summary>
internal static class StatusFile
{
    private const uint Mode = 0x1b6;    // 0666

    /// <summary>
    /// Replaces a file by the line with its header, made exactly that long: cut, or filled up with newlines. Length 0
    /// takes the line as it is, with its newline. The new content is written to FILE.new first.
    /// </summary>
    public static Errno Replace(ReadOnlySpan<byte> fileZ, ReadOnlySpan<byte> header, ReadOnlySpan<byte> line, uint length)
    {
        PathBuffer temporary = new(stackalloc byte[Limits.PathLengthMax]);
        temporary.Append(fileZ[..^1]);
        temporary.Append(".new"u8);
        if (temporary.Overflowed)
        {
            return Errno.ENAMETOOLONG;
        }
        const int flags = OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, temporary.TextZ, flags, Mode);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = Write(file.Value, header, line, length);
        Kernel.Close(file.Value);
        if (error.IsNone)
        {
            error = Kernel.Rename(Fd.CurrentDirectory, temporary.TextZ, fileZ);
        }
        if (error.Failed)
        {
            // The message is about the first error.
            _ = Kernel.Unlink(Fd.CurrentDirectory, temporary.TextZ);
        }
        return error;
    }

    private static Errno Write(Fd file, ReadOnlySpan<byte> header, ReadOnlySpan<byte> line, uint length)
    {
        Output output = new(file, stackalloc byte[Limits.MessageBufferLength]);
        long rest = length == 0 ? long.MaxValue : length;
        int part = (int)Math.Min(header.Length, rest);
        output.Write(header[..part]);
        rest -= part;
        part = (int)Math.Min(line.Length, rest);
        output.Write(line[..part]);
        rest -= part;
        for (long newlines = length == 0 ? 1 : rest; newlines > 0 && output.Error.IsNone; newlines--)
        {
            output.Write("\n"u8);
        }
        output.Flush();
        return output.Error;
    }
}
