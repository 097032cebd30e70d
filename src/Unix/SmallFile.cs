using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>Files of one short line.</summary>
internal static class SmallFile
{
    /// <summary>Reads the file into the buffer, without blocking on a FIFO: the number of bytes.</summary>
    public static Result<int> Read(Fd directory, ReadOnlySpan<byte> nameZ, Span<byte> buffer)
    {
        Result<Fd> file = Kernel.Open(directory, nameZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!file.Ok)
        {
            return new Result<int>(file.Error);
        }
        int length = 0;
        while (length < buffer.Length)
        {
            Result<int> read = Kernel.Read(file.Value, buffer[length..]);
            if (!read.Ok)
            {
                Kernel.Close(file.Value);
                return read;
            }
            if (read.Value == 0)
            {
                break;
            }
            length += read.Value;
            // A short read of a regular file is its end: a second call would only say so.
            break;
        }
        Kernel.Close(file.Value);
        return new Result<int>(length);
    }

    /// <summary>What stands before the first newline or NUL.</summary>
    public static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> bytes)
    {
        int newline = bytes.IndexOf((byte)'\n');
        return Text.UntilNul(newline < 0 ? bytes : bytes[..newline]);
    }
}
