using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>`sestet install DIR`: one symbolic link for every command.</summary>
internal static class Installer
{
    private static ReadOnlySpan<byte> BinaryName => "sestet"u8;

    /// <summary>
    /// Makes the directory's links. Where the running binary lies in that directory under the name sestet they say just
    /// "sestet", so that the directory can be moved; else they say its absolute path. Each link is put in place by a
    /// rename: a link of that name is replaced at once, anything else stays and is an error.
    /// </summary>
    public static int Install(ReadOnlySpan<byte> directoryZ)
    {
        ReadOnlySpan<byte> directory = directoryZ[..^1];
        PathBuffer own = new(stackalloc byte[Limits.PathLengthMax]);
        if (!OwnBinary.TryGetPath(ref own))
        {
            return Diagnostics.Fatal(ExitCode.System, "unable to tell where this program is"u8);
        }
        Errno made = Kernel.MakeDirectory(Fd.CurrentDirectory, directoryZ, 0x1ed);
        if (made.Failed && made != Errno.EEXIST)
        {
            return Diagnostics.Unable(ExitCode.System, made, "mkdir "u8, directory);
        }
        Result<Fd> target = Kernel.OpenDirectory(Fd.CurrentDirectory, directoryZ);
        if (!target.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, target.Error, "open directory "u8, directory);
        }
        bool beside = LiesIn(own.TextZ, target.Value);
        int code = ExitCode.Success;
        for (int i = 0; i < CommandTable.Count && code == ExitCode.Success; i++)
        {
            code = !CommandTable.IsLinked(i)
                ? ExitCode.Success
                : MakeLink(target.Value, directory, CommandTable.Name(i), beside ? "sestet\0"u8 : own.TextZ);
        }
        Kernel.Close(target.Value);
        return code;
    }

    private static bool LiesIn(ReadOnlySpan<byte> ownZ, Fd directory)
    {
        Result<FileStatus> own = Kernel.Stat(Fd.CurrentDirectory, ownZ);
        Result<FileStatus> there = Kernel.StatLink(directory, "sestet\0"u8);
        Assert.That(BinaryName.Length == 6);
        return own.Ok && there.Ok && there.Value.IsRegular
            && own.Value.Inode == there.Value.Inode && own.Value.Device == there.Value.Device;
    }

    private static int MakeLink(
        Fd directory, ReadOnlySpan<byte> directoryName, ReadOnlySpan<byte> name, ReadOnlySpan<byte> targetZ)
    {
        PathBuffer link = new(stackalloc byte[Limits.NameLengthMax + 1]);
        link.Append(name);
        PathBuffer temporary = new(stackalloc byte[Limits.NameLengthMax + 1]);
        temporary.Append("."u8);
        temporary.Append(name);
        temporary.Append(".new"u8);
        Result<FileStatus> old = Kernel.StatLink(directory, link.TextZ);
        Errno error = old.Ok && (old.Value.Mode & FileMode.S_IFMT) != FileMode.S_IFLNK ? Errno.EEXIST : Errno.None;
        if (error.IsNone)
        {
            _ = Kernel.Unlink(directory, temporary.TextZ);
            error = Kernel.SymbolicLink(targetZ, directory, temporary.TextZ);
        }
        if (error.IsNone)
        {
            error = Kernel.Rename(directory, temporary.TextZ, link.TextZ);
        }
        return error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "make the link "u8, directoryName, "/"u8, name)
            : ExitCode.Success;
    }
}
