using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Machine.Host;

/// <summary>
/// Names of the kernel's functions by their addresses, from /proc/kallsyms or a System.map: lines of "ADDRESS TYPE NAME".
/// The file is as long as the kernel is big, so it is read once, for the addresses that are asked for only. Kernels of
/// today give 0 and 1 for all processes.
/// </summary>
internal ref struct WaitChannels
{
    /// <summary>Addresses that are looked up; the others are shown as they are.</summary>
    private const int AddressesMax = 256;

    private Span<ulong> _addresses;
    private Span<TextRange> _names;
    private TextPool _text;
    private int _count;
    private bool _hasSymbols;

    /// <summary>Reads the file, or those that there may be where it is empty. An error is for a warning only.</summary>
    public Errno Read(ReadOnlySpan<byte> fileZ, ReadOnlySpan<ProcessRecord> processes)
    {
        Errno error = Open(fileZ, out Fd file);
        if (error.Failed)
        {
            return error;
        }
        error = Gather(processes);
        error = error.IsNone ? Search(file) : error;
        Kernel.Close(file);
        return error;
    }

    /// <summary>"-": none; "*": hidden; "?": no function begins there.</summary>
    public readonly void Append(ulong address, scoped ref PathBuffer text)
    {
        if (address is 0 or ulong.MaxValue)
        {
            text.Append(address == 0 ? "-"u8 : "*"u8);
            return;
        }
        int at = Find(address);
        if (_hasSymbols && at >= 0)
        {
            text.Append(_names[at].Length == 0 ? "?"u8 : _text.Of(_names[at]));
            return;
        }
        text.Append("(0x"u8);
        ProcessText.AppendHexadecimal(address, ref text);
        text.Append(")"u8);
    }

    private static Errno Open(ReadOnlySpan<byte> fileZ, out Fd file)
    {
        Result<Fd> opened;
        if (!fileZ.IsEmpty)
        {
            opened = Kernel.Open(Fd.CurrentDirectory, fileZ, OpenFlags.O_RDONLY);
        }
        else
        {
            opened = Kernel.Open(Fd.CurrentDirectory, "/proc/kallsyms\0"u8, OpenFlags.O_RDONLY);
            if (!opened.Ok)
            {
                Span<byte> release = stackalloc byte[Limits.NameLengthMax];
                PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
                path.Append("/boot/System.map-"u8);
                path.Append(release[..Kernel.KernelRelease(release)]);
                opened = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDONLY);
            }
            if (!opened.Ok)
            {
                opened = Kernel.Open(Fd.CurrentDirectory, "/boot/System.map\0"u8, OpenFlags.O_RDONLY);
            }
        }
        file = opened.Ok ? opened.Value : Fd.None;
        return opened.Error;
    }

    private Errno Gather(ReadOnlySpan<ProcessRecord> processes)
    {
        Errno error = ChainMemory.TryAllocateArray(AddressesMax, out _addresses);
        error = error.IsNone ? ChainMemory.TryAllocateArray(AddressesMax, out _names) : error;
        if (error.Failed)
        {
            return error;
        }
        foreach (ref readonly ProcessRecord process in processes)
        {
            bool isAddress = process.WaitChannel is not (0 or ulong.MaxValue);
            if (isAddress && _count < AddressesMax && Find(process.WaitChannel) < 0)
            {
                _addresses[_count] = process.WaitChannel;
                _count++;
            }
        }
        return Errno.None;
    }

    private Errno Search(Fd file)
    {
        LineReader lines = new(file, stackalloc byte[Limits.FilterBufferLength]);
        bool ended = _count == 0;
        while (!ended)
        {
            Result<int> read = lines.Fill();
            if (!read.Ok)
            {
                return read.Error;
            }
            ended = read.Value == 0;
            while (lines.Next(out ReadOnlySpan<byte> line, out bool beginsLine))
            {
                _hasSymbols = true;
                Errno error = beginsLine ? Take(line) : Errno.None;
                if (error.Failed)
                {
                    return error;
                }
            }
        }
        return Errno.None;
    }

    private Errno Take(scoped ReadOnlySpan<byte> line)
    {
        ulong address = 0;
        int at = 0;
        while (at < line.Length && at < 16 && Text.HexValue(line[at]) >= 0)
        {
            address = (address << 4) | (uint)Text.HexValue(line[at]);
            at++;
        }
        // " T NAME"
        int found = at == 0 || line.Length < at + 3 ? -1 : Find(address);
        if (found < 0 || _names[found].Length > 0)
        {
            return Errno.None;
        }
        ReadOnlySpan<byte> name = line[(at + 3)..];
        name = name.EndsWith("\n"u8) ? name[..^1] : name;
        _names[found] = new TextRange(_text.Length, name.Length);
        return _text.Append(name);
    }

    private readonly int Find(ulong address)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_addresses[i] == address)
            {
                return i;
            }
        }
        return -1;
    }
}
