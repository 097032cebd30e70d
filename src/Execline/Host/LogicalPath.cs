using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Execline.Host;

/// <summary>Paths as the user writes them, links included (POSIX, cd).</summary>
internal static class LogicalPath
{
    /// <summary>
    /// Appends the path that a word means by CDPATH; true where a directory of that was used, so that the user is to be told.
    /// </summary>
    public static bool Search(ReadOnlySpan<byte> where, EnvironmentBlock environment, scoped ref PathBuffer path)
    {
        bool begins = !where.StartsWith("/"u8) && !IsDots(where);
        if (begins && environment.TryGet("CDPATH"u8, out ReadOnlySpan<byte> valueZ))
        {
            ReadOnlySpan<byte> rest = valueZ[..^1];
            while (!rest.IsEmpty)
            {
                int colon = rest.IndexOf((byte)':');
                ReadOnlySpan<byte> directory = colon < 0 ? rest : rest[..colon];
                rest = colon < 0 ? default : rest[(colon + 1)..];
                path.Append(directory.IsEmpty ? "."u8 : directory);
                path.Append(directory.IsEmpty || directory[^1] != '/' ? "/"u8 : default);
                path.Append(where);
                if (!path.Overflowed && IsDirectory(path.TextZ))
                {
                    return !directory.IsEmpty;
                }
                path.Truncate(0);
            }
        }
        path.Append(where);
        return false;
    }

    /// <summary>
    /// Appends what stands in front of a relative path: PWD where that is the current directory, else the path that the kernel
    /// has for it.
    /// </summary>
    public static void AppendPresent(
        EnvironmentBlock environment, ReadOnlySpan<byte> relative, ReadOnlySpan<byte> current, scoped ref PathBuffer path)
    {
        if (relative.StartsWith("/"u8))
        {
            return;
        }
        bool known = environment.TryGet("PWD"u8, out ReadOnlySpan<byte> presentZ) && presentZ[0] == '/' && IsHere(presentZ);
        path.Append(known ? presentZ[..^1] : current);
        path.Append("/"u8);
    }

    /// <summary>
    /// Appends an absolute path without ".", "..", and slashes in excess. What ".." leaves must be a directory.
    /// </summary>
    public static Errno TryNormalize(ReadOnlySpan<byte> absolute, scoped ref PathBuffer path)
    {
        Assert.That(absolute[0] == '/' && path.Length == 0);
        while (!absolute.IsEmpty)
        {
            int slash = absolute.IndexOf((byte)'/');
            ReadOnlySpan<byte> part = slash < 0 ? absolute : absolute[..slash];
            absolute = slash < 0 ? default : absolute[(slash + 1)..];
            if (part.SequenceEqual(".."u8) && path.Length > 0)
            {
                Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, path.TextZ);
                if (!status.Ok || !status.Value.IsDirectory)
                {
                    return status.Ok ? Errno.ENOTDIR : status.Error;
                }
                path.Truncate(path.Text.LastIndexOf((byte)'/'));
            }
            else if (!part.IsEmpty && !part.SequenceEqual("."u8) && !part.SequenceEqual(".."u8))
            {
                path.Append("/"u8);
                path.Append(part);
            }
        }
        path.Append(path.Length == 0 ? "/"u8 : default);
        return Errno.None;
    }

    /// <summary>The first part of the path is "." or "..".</summary>
    private static bool IsDots(ReadOnlySpan<byte> path)
    {
        int slash = path.IndexOf((byte)'/');
        ReadOnlySpan<byte> first = slash < 0 ? path : path[..slash];
        return first.SequenceEqual("."u8) || first.SequenceEqual(".."u8);
    }

    private static bool IsDirectory(ReadOnlySpan<byte> pathZ)
    {
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, pathZ);
        return status.Ok && status.Value.IsDirectory;
    }

    private static bool IsHere(ReadOnlySpan<byte> pathZ)
    {
        Result<FileStatus> here = Kernel.Stat(Fd.CurrentDirectory, ".\0"u8);
        Result<FileStatus> there = Kernel.Stat(Fd.CurrentDirectory, pathZ);
        return here.Ok
            && there.Ok
            && here.Value.Device == there.Value.Device
            && here.Value.Inode == there.Value.Inode;
    }
}
