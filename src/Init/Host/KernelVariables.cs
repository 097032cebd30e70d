using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>
/// The environment that process 1 was started with, kept in a directory as s6-envdir -f reads it (s6-linux-init.html: -s). It
/// appears as a whole.
/// </summary>
internal static class KernelVariables
{
    private const uint ModeOfDirectory = 0x1c0;     // 0700
    private const uint ModeOfFiles = 0x1b6;         // 0666, less the umask

    public static Errno Store(ReadOnlySpan<byte> directory, EnvironmentBlock environment)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer temporary = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(directory);
        temporary.Append(directory);
        temporary.Append(":envdump:"u8);
        Span<byte> random = stackalloc byte[6];
        UniqueName.FillRandom(random);
        temporary.Append(random);
        if (path.Overflowed || temporary.Overflowed)
        {
            return Errno.ENAMETOOLONG;
        }
        Errno error = Kernel.MakeDirectory(Fd.CurrentDirectory, temporary.TextZ, ModeOfDirectory);
        if (error.Failed)
        {
            return error;
        }
        Result<Fd> opened = Kernel.OpenDirectory(Fd.CurrentDirectory, temporary.TextZ);
        error = opened.Error;
        if (opened.Ok)
        {
            error = WriteAll(opened.Value, environment);
            Kernel.Close(opened.Value);
        }
        error = error.IsNone ? Kernel.Rename(Fd.CurrentDirectory, temporary.TextZ, path.TextZ) : error;
        if (error.Failed)
        {
            _ = DirectoryTree.Remove(temporary.TextZ);
        }
        return error;
    }

    /// <summary>What cannot be the name of a file is left out: the kernel's command line may hold anything.</summary>
    private static Errno WriteAll(Fd directory, EnvironmentBlock environment)
    {
        Errno error = Errno.None;
        PathBuffer name = new(stackalloc byte[Limits.NameLengthMax + 1]);
        int count = environment.Count;
        for (int i = 0; i < count && error.IsNone; i++)
        {
            ReadOnlySpan<byte> variable = environment.AtZ(i)[..^1];
            int equals = variable.IndexOf((byte)'=');
            ReadOnlySpan<byte> given = equals < 0 ? default : variable[..equals];
            name.Truncate(0);
            name.Append(given);
            bool fits = !name.Overflowed && !given.IsEmpty && given[0] != '.' && !given.Contains((byte)'/');
            if (fits)
            {
                error = Write(directory, name.TextZ, variable[(equals + 1)..]);
            }
        }
        return error;
    }

    private static Errno Write(Fd directory, ReadOnlySpan<byte> nameZ, ReadOnlySpan<byte> value)
    {
        Result<Fd> file = Kernel.Open(
            directory, nameZ, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC, ModeOfFiles);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = Output.WriteAll(file.Value, value);
        error = error.IsNone ? Output.WriteAll(file.Value, "\n"u8) : error;
        Kernel.Close(file.Value);
        return error;
    }
}
