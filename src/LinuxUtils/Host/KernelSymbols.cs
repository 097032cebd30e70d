using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.LinuxUtils.Host;

/// <summary>
/// Names of the kernel's functions, from /proc/kallsyms or a System.map: lines of "ADDRESS TYPE NAME". Such a file is as long
/// as the kernel is big, and asked for a few addresses: those are put in order first, and then it is read through once.
/// </summary>
internal ref struct KernelSymbols
{
    /// <summary>Addresses that are asked for, in order, each once; and where their names are, as far as they are found.</summary>
    private Span<ulong> _addresses;
    private Span<TextRange> _names;
    private bool _isMap;

    /// <summary>Finds the names of all addresses that the rows have. An error is for a warning only.</summary>
    public Errno Find(ReadOnlySpan<byte> fileZ, ReadOnlySpan<ProcessRow> rows, ref TextPool texts)
    {
        Result<Fd> file = fileZ.IsEmpty ? OpenUsual() : Kernel.Open(Fd.CurrentDirectory, fileZ, OpenFlags.O_RDONLY);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = rows.IsEmpty ? Errno.None : ChainMemory.TryAllocateArray(rows.Length, out _addresses);
        error = rows.IsEmpty || error.Failed ? error : ChainMemory.TryAllocateArray(rows.Length, out _names);
        if (error.IsNone)
        {
            SetAddresses(rows);
            error = ReadThrough(file.Value, ref texts);
        }
        Kernel.Close(file.Value);
        return error;
    }

    /// <summary>
    /// Appends a name; "-": waits in no function; "*": that is hidden; "?": no function begins there; without a map the
    /// address.
    /// </summary>
    public readonly Errno Append(ulong address, ref TextPool texts)
    {
        if (address is 0 or ulong.MaxValue)
        {
            return texts.Append(address == 0 ? "-"u8 : "*"u8);
        }
        int place = _isMap ? PlaceOf(address, _addresses) : -1;
        if (place >= 0)
        {
            return _names[place].Length == 0 ? texts.Append("?"u8) : texts.AppendCopy(_names[place]);
        }
        PathBuffer text = new(stackalloc byte[ProcessText.LengthMax]);
        text.Append("(0x"u8);
        ProcessText.AppendHexadecimal(address, ref text);
        text.Append(")"u8);
        return texts.Append(text.Text);
    }

    private static Result<Fd> OpenUsual()
    {
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, "/proc/kallsyms\0"u8, OpenFlags.O_RDONLY);
        if (!file.Ok)
        {
            Span<byte> release = stackalloc byte[Limits.NameLengthMax];
            PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
            path.Append("/boot/System.map-"u8);
            path.Append(release[..Kernel.KernelRelease(release)]);
            file = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDONLY);
        }
        return file.Ok ? file : Kernel.Open(Fd.CurrentDirectory, "/boot/System.map\0"u8, OpenFlags.O_RDONLY);
    }

    /// <summary>Most processes wait in the same few functions, so that each new one is put where it belongs.</summary>
    private void SetAddresses(ReadOnlySpan<ProcessRow> rows)
    {
        int count = 0;
        foreach (ref readonly ProcessRow row in rows)
        {
            int place = PlaceOf(row.WaitAddress, _addresses[..count]);
            if (place < 0 && row.WaitAddress is not (0 or ulong.MaxValue))
            {
                _addresses[~place..count].CopyTo(_addresses[(~place + 1)..]);
                _addresses[~place] = row.WaitAddress;
                count++;
            }
        }
        _addresses = _addresses[..count];
    }

    /// <summary>Where an address is among others in order; the complement of where it would be.</summary>
    private static int PlaceOf(ulong address, ReadOnlySpan<ulong> addresses)
    {
        int low = 0;
        int high = addresses.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = addresses[middle] < address ? (middle + 1, high) : (low, middle);
        }
        return low < addresses.Length && addresses[low] == address ? low : ~low;
    }

    private Errno ReadThrough(Fd file, ref TextPool texts)
    {
        LineReader lines = new(file, stackalloc byte[Limits.FilterBufferLength]);
        bool isAtEnd = _addresses.IsEmpty;
        while (!isAtEnd)
        {
            Result<int> read = lines.Fill();
            if (!read.Ok)
            {
                return read.Error;
            }
            isAtEnd = read.Value == 0;
            while (lines.Next(out ReadOnlySpan<byte> line, out bool beginsLine))
            {
                _isMap = true;
                Errno error = beginsLine ? Take(line, ref texts) : Errno.None;
                if (error.Failed)
                {
                    return error;
                }
            }
        }
        return Errno.None;
    }

    /// <summary>Of several names for an address it is the first.</summary>
    private readonly Errno Take(scoped ReadOnlySpan<byte> line, ref TextPool texts)
    {
        const int DigitsMax = 16;
        ulong address = 0;
        int digits = 0;
        while (digits < line.Length && digits < DigitsMax && Text.HexValue(line[digits]) >= 0)
        {
            address = (address << 4) | (uint)Text.HexValue(line[digits]);
            digits++;
        }
        int nameStart = digits + " T ".Length;
        int place = digits == 0 || line.Length < nameStart ? -1 : PlaceOf(address, _addresses);
        if (place < 0 || _names[place].Length > 0)
        {
            return Errno.None;
        }
        ReadOnlySpan<byte> name = line[nameStart..];
        name = name.EndsWith("\n"u8) ? name[..^1] : name;
        _names[place] = new TextRange(texts.Length, name.Length);
        return texts.Append(name);
    }
}
