using System;
using Sestet.Base;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// The rights of a service in words (s6-svperms.html): one line each for status, control and events. For rights that make
/// no sense, or cannot be read, a warning takes the place of the line.
/// </summary>
internal static class ServiceRightsPrinter
{
    private const uint PermissionBits = 0xfff;      // 07777
    private const uint SuperviseBitsNever = 0xa36;  // 05066
    private const uint OwnerAll = 0x1c0;            // 0700
    private const uint GroupSearches = 8;
    private const uint OthersSearch = 1;
    private const uint ControlBitsNever = 0x6f;     // 0157
    private const uint GroupWrites = 0x10;

    /// <summary>False where a line is missing.</summary>
    public static bool Print(ReadOnlySpan<byte> directory, ref Output output)
    {
        bool whole = PrintSupervise(directory, ref output);
        return PrintEvents(directory, ref output) && whole;
    }

    private static bool PrintSupervise(ReadOnlySpan<byte> directory, ref Output output)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(directory);
        path.Append("/supervise"u8);
        if (!TryStat(path, FileMode.S_IFDIR, out FileStatus status))
        {
            // What is in it cannot be had either.
            return false;
        }
        bool whole = true;
        bool all = (status.Mode & OthersSearch) != 0;
        bool group = (status.Mode & GroupSearches) != 0;
        if ((status.Mode & SuperviseBitsNever) != 0 || (status.Mode & OwnerAll) != OwnerAll || (all && !group))
        {
            WarnOfMode(path.Text, status.Mode);
            whole = false;
        }
        else
        {
            PrintLine(directory, " status: "u8, all, group, status.Gid, ref output);
        }
        path.Append("/control"u8);
        if (!TryStat(path, FileMode.S_IFIFO, out status))
        {
            return false;
        }
        if ((status.Mode & ControlBitsNever) != 0)
        {
            WarnOfMode(path.Text, status.Mode);
            return false;
        }
        PrintLine(directory, " control: "u8, all: false, (status.Mode & GroupWrites) != 0, status.Gid, ref output);
        return whole;
    }

    private static bool PrintEvents(ReadOnlySpan<byte> directory, ref Output output)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(directory);
        path.Append("/event"u8);
        if (!TryStat(path, FileMode.S_IFDIR, out FileStatus status))
        {
            return false;
        }
        uint mode = status.Mode & PermissionBits;
        if (mode != Fifodir.ModePublic && mode != Fifodir.ModeRestricted)
        {
            WarnOfMode(path.Text, mode);
            return false;
        }
        bool all = mode == Fifodir.ModePublic;
        PrintLine(directory, " events: "u8, all, group: true, status.Gid, ref output);
        return true;
    }

    private static bool TryStat(scoped in PathBuffer path, uint type, out FileStatus status)
    {
        Result<FileStatus> result = path.Overflowed
            ? new Result<FileStatus>(Errno.ENAMETOOLONG)
            : Kernel.Stat(Fd.CurrentDirectory, path.TextZ);
        status = result.Ok ? result.Value : default;
        if (!result.Ok)
        {
            Diagnostics.WarnUnable(result.Error, "stat "u8, path.Text);
            return false;
        }
        if ((status.Mode & FileMode.S_IFMT) != type)
        {
            Diagnostics.Warn(path.Text, type == FileMode.S_IFDIR ? " is not a directory"u8 : " is not a named pipe"u8);
            return false;
        }
        return true;
    }

    private static void WarnOfMode(ReadOnlySpan<byte> path, uint mode)
    {
        // Octal, without zeros in front; four digits at most.
        Span<byte> digits = stackalloc byte[4];
        int start = digits.Length;
        uint rest = mode & PermissionBits;
        do
        {
            digits[--start] = (byte)('0' + (rest & 7));
            rest >>= 3;
        }
        while (rest != 0);
        Diagnostics.Warn(path, " has incorrect permissions: "u8, digits[start..]);
    }

    private static void PrintLine(
        ReadOnlySpan<byte> directory, ReadOnlySpan<byte> what, bool all, bool group, uint gid, ref Output output)
    {
        output.Write(directory);
        output.Write(what);
        output.Write(all ? "public"u8 : group ? "group "u8 : "owner"u8);
        if (group && !all)
        {
            Span<byte> name = stackalloc byte[Limits.NameLengthMax];
            int length = Kernel.FindGroupName(gid, name);
            output.Write(length > 0 ? name[..length] : name[..Text.Format(gid, name)]);
        }
        output.Write("\n"u8);
    }
}
