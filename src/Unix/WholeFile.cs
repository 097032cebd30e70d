using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>Files that are read to their end into the chain's memory.</summary>
internal static class WholeFile
{
    /// <summary>Bytes read at once from what is no regular file.</summary>
    private const int ReadLength = 65536;

    /// <summary>The rest of a file; memory is doubled as often as it takes. EFBIG: it is longer than lengthMax.</summary>
    public static Errno Read(Fd file, long lengthMax, out ReadOnlySpan<byte> content)
    {
        content = default;
        Result<FileStatus> status = Kernel.Stat(file);
        long expected = status.Ok && status.Value.IsRegular ? status.Value.Size + 1 : ReadLength;
        Span<byte> memory = default;
        int length = 0;
        while (true)
        {
            if (length == memory.Length)
            {
                long wanted = Math.Max(expected, (long)length * 2);
                if (wanted > lengthMax)
                {
                    return Errno.EFBIG;
                }
                Errno error = ChainMemory.TryAllocateArray((int)wanted, out Span<byte> larger);
                if (error.Failed)
                {
                    return error;
                }
                memory[..length].CopyTo(larger);
                memory = larger;
            }
            Result<int> read = Kernel.Read(file, memory[length..]);
            if (!read.Ok)
            {
                return read.Error;
            }
            if (read.Value == 0)
            {
                content = memory[..length];
                return Errno.None;
            }
            length += read.Value;
        }
    }
}
