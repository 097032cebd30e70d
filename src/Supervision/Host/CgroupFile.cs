using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>Files of a cgroup. Its path is in a buffer, which is as before afterwards.</summary>
internal static class CgroupFile
{
    /// <summary>Reads what fits of the file "/NAME": the length.</summary>
    public static Result<int> Read(ref PathBuffer cgroup, scoped ReadOnlySpan<byte> name, scoped Span<byte> buffer)
    {
        int length = cgroup.Length;
        cgroup.Append(name);
        Result<int> read = cgroup.Overflowed
            ? new Result<int>(Errno.ENAMETOOLONG)
            : SmallFile.Read(Fd.CurrentDirectory, cgroup.TextZ, buffer);
        cgroup.Truncate(length);
        return read;
    }

    /// <summary>Writes a value into the file "/NAME", at once, as the kernel wants it.</summary>
    public static Errno Write(ref PathBuffer cgroup, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        Result<Fd> file = Open(ref cgroup, name, OpenFlags.O_WRONLY);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = Kernel.Write(file.Value, value).Error;
        Kernel.Close(file.Value);
        return error;
    }

    public static Result<Fd> Open(ref PathBuffer cgroup, scoped ReadOnlySpan<byte> name, int flags)
    {
        int length = cgroup.Length;
        cgroup.Append(name);
        Result<Fd> file = cgroup.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.Open(Fd.CurrentDirectory, cgroup.TextZ, flags);
        cgroup.Truncate(length);
        return file;
    }

    /// <summary>The value of a "name value" line of the file "/FILE"; 0 where it is not to be had.</summary>
    public static ulong ReadNamed(ref PathBuffer cgroup, scoped ReadOnlySpan<byte> file, scoped ReadOnlySpan<byte> name) =>
        TryReadNamed(ref cgroup, file, name, out ulong value) ? value : 0;

    public static bool TryReadNamed(
        ref PathBuffer cgroup, scoped ReadOnlySpan<byte> file, scoped ReadOnlySpan<byte> name, out ulong value)
    {
        Span<byte> lines = stackalloc byte[Limits.DirectoryBufferLength];
        Result<int> read = Read(ref cgroup, file, lines);
        value = 0;
        return read.Ok && CgroupText.TryGetValue(lines[..read.Value], name, out value);
    }
}
