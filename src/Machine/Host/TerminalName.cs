using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Machine.Host;

/// <summary>
/// The name of a terminal in /dev by its number, as /proc/PID/stat gives it. It is looked for where it should be, and in
/// what sysfs says; /dev is not searched.
/// </summary>
internal static class TerminalName
{
    private const uint ConsoleMajor = 4;
    private const uint ConsolesMax = 64;
    private const uint PtyMajor = 136;
    private const uint PtyMajorEnd = 144;
    private const int EventTextLength = 4096;

    private static ReadOnlySpan<byte> Devices => "/dev/"u8;

    /// <summary>"tty1", "pts/3", or "(major:minor)" where no such device is found.</summary>
    public static void Append(uint number, scoped ref PathBuffer text)
    {
        uint major = (number >> 8) & 0xfff;
        uint minor = (number & 0xff) | ((number >> 12) & 0xfff00);
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(Devices);
        if (major == ConsoleMajor && minor < ConsolesMax)
        {
            path.Append("tty"u8);
            path.Append(minor);
        }
        else if (major is >= PtyMajor and < PtyMajorEnd)
        {
            path.Append("pts/"u8);
            path.Append(((ulong)(major - PtyMajor) << 20) | minor);
        }
        if (Names(path, major, minor))
        {
            text.Append(path.Text[Devices.Length..]);
            return;
        }
        AppendFromSystem(major, minor, ref path);
        if (Names(path, major, minor))
        {
            text.Append(path.Text[Devices.Length..]);
            return;
        }
        text.Append("("u8);
        text.Append(major);
        text.Append(":"u8);
        text.Append(minor);
        text.Append(")"u8);
    }

    /// <summary>Makes the path what /sys/dev/char/MAJOR:MINOR/uevent says behind DEVNAME=, or /dev/ alone.</summary>
    private static void AppendFromSystem(uint major, uint minor, scoped ref PathBuffer path)
    {
        path.Truncate(0);
        path.Append("/sys/dev/char/"u8);
        path.Append(major);
        path.Append(":"u8);
        path.Append(minor);
        path.Append("/uevent"u8);
        Span<byte> buffer = stackalloc byte[EventTextLength];
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, path.TextZ, buffer);
        path.Truncate(0);
        path.Append(Devices);
        ReadOnlySpan<byte> rest = buffer[..(read.Ok ? read.Value : 0)];
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.StartsWith("DEVNAME="u8))
            {
                path.Append(line["DEVNAME="u8.Length..]);
                return;
            }
        }
    }

    private static bool Names(scoped in PathBuffer path, uint major, uint minor)
    {
        if (path.Length == Devices.Length)
        {
            return false;
        }
        // As the kernel's stat has numbers of devices, whose upper parts are apart.
        ulong device = (minor & 0xff) | ((ulong)major << 8) | ((ulong)(minor & ~0xffu) << 12);
        Result<ulong> found = Kernel.CharacterDevice(path.TextZ);
        return found.Ok && found.Value == device;
    }
}
