using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>Goes through what is in a directory of a repository.</summary>
internal static class RepositoryWalk
{
    /// <summary>Opens sources or compiled.</summary>
    public static int Open(in Repository repository, ReadOnlySpan<byte> part, out Fd directory)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = repository.Append(ref path, part);
        directory = Fd.None;
        if (error.IsNone)
        {
            Result<Fd> opened = Kernel.OpenDirectory(Fd.CurrentDirectory, path.TextZ);
            error = opened.Error;
            directory = opened.Ok ? opened.Value : Fd.None;
        }
        return error.Failed ? Repository.Unable(error, "opendir "u8, path) : ExitCode.Success;
    }

    /// <summary>
    /// Removes what killed commands have left: hidden directories and links that nothing leads to. Databases of sets stay,
    /// for users may have asked to keep old ones.
    /// </summary>
    public static int Clean(in Repository repository, ReadOnlySpan<byte> part)
    {
        int code = Open(repository, part, out Fd directory);
        if (code != ExitCode.Success)
        {
            return code;
        }
        bool isCompiled = part.SequenceEqual(Repository.Compiled);
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        DirectoryReader names = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (code == ExitCode.Success && DirectoryTree.NextName(ref names, out ReadOnlySpan<byte> nameZ))
        {
            ReadOnlySpan<byte> name = nameZ[..^1];
            bool isHidden = name[0] == '.' && name.IndexOf((byte)':') > 0;
            bool mayGo = isHidden && (!isCompiled || name.StartsWith("..ref:"u8) || name.StartsWith(HalfDatabase));
            if (mayGo && IsLeft(repository, part, name))
            {
                Errno error = repository.Append(ref path, part, name);
                error = error.IsNone ? DirectoryTree.Remove(path.TextZ) : error;
                code = error.Failed ? Repository.Unable(error, "remove "u8, path) : ExitCode.Success;
            }
        }
        Kernel.Close(directory);
        return code;
    }

    /// <summary>What the name of a set's database begins with while it is being compiled.</summary>
    public static ReadOnlySpan<byte> HalfDatabase => "..new:"u8;

    /// <summary>Nothing leads to a hidden directory, or a hidden link leads to nothing of its own.</summary>
    private static bool IsLeft(in Repository repository, ReadOnlySpan<byte> part, ReadOnlySpan<byte> name)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Span<byte> targetZ = stackalloc byte[Limits.PathLengthMax];
        Errno error = repository.Append(ref path, part, name);
        if (error.Failed)
        {
            return false;
        }
        Result<int> length = AtomicLink.Read(path.TextZ, targetZ);
        if (length.Ok)
        {
            // The reference makes sets whose names begin with a period.
            ReadOnlySpan<byte> target = targetZ[..(length.Value - 1)];
            return !(target.Length > name.Length + 2 && target[1..].StartsWith(name) && target[name.Length + 1] == ':');
        }
        for (int colon = 1; colon < name.Length; colon++)
        {
            if (name[colon] == ':' && LeadsTo(repository, part, name[1..colon], name))
            {
                return false;
            }
        }
        return true;
    }

    private static bool LeadsTo(
        in Repository repository, ReadOnlySpan<byte> part, ReadOnlySpan<byte> link, ReadOnlySpan<byte> hidden)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Span<byte> targetZ = stackalloc byte[Limits.PathLengthMax];
        Errno error = repository.Append(ref path, part, link);
        Result<int> length = error.IsNone ? AtomicLink.Read(path.TextZ, targetZ) : new Result<int>(error);
        // What cannot be read may lead there.
        return length.Ok
            ? targetZ[..(length.Value - 1)].SequenceEqual(hidden)
            : length.Error != Errno.ENOENT && length.Error != Errno.EINVAL;
    }
}
