using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.LinuxUtils.Host;

/// <summary>
/// Names of terminals by their device numbers. The kernel's drivers tell in /proc/tty/drivers what their devices are called
/// and which numbers they have; whether there is such a device in /dev is seen from its number there.
/// </summary>
internal struct TerminalNames
{
    private TextPool _drivers;
    private bool _hasRead;

    /// <summary>
    /// Appends "tty1", "pts/3", or "(MAJOR:MINOR)" where no such device is found. Number: as /proc/PID/stat has it.
    /// </summary>
    public void Append(uint number, scoped ref PathBuffer text)
    {
        uint major = (number >> 8) & 0xfff;
        uint minor = (number & 0xff) | ((number >> 12) & 0xfff00);
        if (!_hasRead)
        {
            _hasRead = true;
            if (_drivers.AppendFile(Fd.CurrentDirectory, "/proc/tty/drivers\0"u8).Failed)
            {
                // Without it numbers are all there is.
                _drivers.Truncate(0);
            }
        }
        ReadOnlySpan<byte> rest = _drivers.Text;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            TerminalDriver driver = new(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? default : rest[(end + 1)..];
            if (driver.Major == major && TryAppend(driver, minor, ref text))
            {
                return;
            }
        }
        text.Append("("u8);
        text.Append(major);
        text.Append(":"u8);
        text.Append(minor);
        text.Append(")"u8);
    }

    /// <summary>
    /// A driver for one device has its name; others have a number behind it, in a directory or not, from the first minor
    /// number on or from 0.
    /// </summary>
    private static bool TryAppend(in TerminalDriver driver, uint minor, scoped ref PathBuffer text)
    {
        ReadOnlySpan<byte> noSeparator = default;
        return minor >= driver.FirstMinor
            && minor <= driver.LastMinor
            && ((driver.FirstMinor == driver.LastMinor && TryAppend(driver, minor, noSeparator, number: -1, ref text))
                || TryAppend(driver, minor, noSeparator, minor - driver.FirstMinor, ref text)
                || TryAppend(driver, minor, noSeparator, minor, ref text)
                || TryAppend(driver, minor, "/"u8, minor - driver.FirstMinor, ref text));
    }

    private static bool TryAppend(
        in TerminalDriver driver, uint minor, ReadOnlySpan<byte> separator, long number, scoped ref PathBuffer text)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(driver.Path);
        path.Append(separator);
        if (number >= 0)
        {
            path.Append((ulong)number);
        }
        if (path.Overflowed || !path.Text.StartsWith(TerminalDriver.Directory))
        {
            return false;
        }
        // As stat(2) has numbers of devices, whose upper parts are apart.
        ulong device = (minor & 0xff) | ((ulong)driver.Major << 8) | ((ulong)(minor & ~0xffu) << 12);
        Result<ulong> found = Kernel.CharacterDevice(path.TextZ);
        bool isThere = found.Ok && found.Value == device;
        text.Append(isThere ? path.Text[TerminalDriver.Directory.Length..] : default);
        return isThere;
    }
}
