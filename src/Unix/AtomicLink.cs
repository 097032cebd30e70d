using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>Symbolic links that lead at any time either where they led or where they are to lead, and temporary names.</summary>
internal static class AtomicLink
{
    /// <summary>Makes the link, or has it lead elsewhere. It is made under a hidden name beside it and renamed.</summary>
    public static Errno Replace(ReadOnlySpan<byte> targetZ, ReadOnlySpan<byte> pathZ)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        int name = pathZ.LastIndexOf((byte)'/') + 1;
        path.Append(pathZ[..name]);
        path.Append("."u8);
        path.Append(pathZ[name..^1]);
        int length = path.Length;
        Errno error = path.Overflowed ? Errno.ENAMETOOLONG : Errno.EEXIST;
        for (int i = 0; i < Limits.TemporaryNamesMax && error == Errno.EEXIST; i++)
        {
            path.Truncate(length);
            error = AppendLetters(ref path);
            error = error.Failed ? error : Kernel.SymbolicLink(targetZ, Fd.CurrentDirectory, path.TextZ);
        }
        if (error.Failed)
        {
            return error;
        }
        error = Kernel.Rename(Fd.CurrentDirectory, path.TextZ, pathZ);
        if (error.Failed)
        {
            _ = Kernel.Unlink(Fd.CurrentDirectory, path.TextZ);
        }
        return error;
    }

    /// <summary>
    /// Makes a directory for this user only. The path is its beginning; a colon and random letters are appended.
    /// </summary>
    public static Errno MakeTemporaryDirectory(ref PathBuffer path)
    {
        const uint ModeOfOwner = 0x1c0;
        int length = path.Length;
        Errno error = path.Overflowed ? Errno.ENAMETOOLONG : Errno.EEXIST;
        for (int i = 0; i < Limits.TemporaryNamesMax && error == Errno.EEXIST; i++)
        {
            path.Truncate(length);
            error = AppendLetters(ref path);
            error = error.Failed ? error : Kernel.MakeDirectory(Fd.CurrentDirectory, path.TextZ, ModeOfOwner);
        }
        return error;
    }

    /// <summary>Appends a colon and random letters.</summary>
    public static Errno AppendLetters(ref PathBuffer path)
    {
        Span<byte> letters = stackalloc byte[Limits.TemporaryLettersLength];
        UniqueName.FillRandom(letters);
        path.Append(":"u8);
        path.Append(letters);
        return path.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
    }

    /// <summary>Where a link leads, with a NUL, in the buffer.</summary>
    public static Result<int> Read(ReadOnlySpan<byte> pathZ, Span<byte> targetZ)
    {
        Result<int> length = Kernel.ReadLink(Fd.CurrentDirectory, pathZ, targetZ[..^1]);
        if (!length.Ok)
        {
            return length;
        }
        targetZ[length.Value] = 0;
        return new Result<int>(length.Value + 1);
    }
}
