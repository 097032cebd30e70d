using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sestet.Base;

namespace Sestet.Linux;

/// <summary>
/// A list of NUL-terminated strings as the kernel has it: argv or envp, with its null pointer at the end.
/// </summary>
internal readonly unsafe struct Arguments
{
    private readonly byte** _strings;

    public Arguments(byte** strings, int count)
    {
        // SAFETY: the caller vouches that strings[0 .. count] live as long as this value; the kernel's argv and envp do.
        Assert.That(count >= 0 && strings[count] == null);
        _strings = strings;
        Count = count;
        IsTerminated = true;
    }

    private Arguments(byte** strings, int count, bool terminated)
    {
        _strings = strings;
        Count = count;
        IsTerminated = terminated;
    }

    /// <summary>A null pointer stands behind the last string, as the kernel wants it.</summary>
    public bool IsTerminated { get; }

    public int Count { get; }

    public byte** Pointer => _strings;

    /// <summary>The string without its NUL.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            Assert.That((uint)index < (uint)Count);
            return MemoryZ.TextAt(_strings[index]);
        }
    }

    /// <summary>The string with its NUL.</summary>
    public ReadOnlySpan<byte> AtZ(int index)
    {
        Assert.That((uint)index < (uint)Count);
        return MemoryZ.FromPointer(_strings[index]);
    }

    /// <summary>The list from that index on.</summary>
    public Arguments From(int index)
    {
        Assert.That((uint)index <= (uint)Count);
        return unchecked(new Arguments(_strings + index, Count - index, terminated: true));
    }

    /// <summary>
    /// The strings before that index. It is for reading only: no null pointer stands behind the last.
    /// </summary>
    public Arguments To(int end)
    {
        Assert.That((uint)end <= (uint)Count);
        return new Arguments(_strings, end, terminated: end == Count);
    }

    /// <summary>The byte at that place of a string; its NUL can be asked for, what is behind that cannot.</summary>
    public byte ByteAt(int index, int place)
    {
        Assert.That((uint)index < (uint)Count);
        return _strings[index][place];
    }

    /// <summary>The string behind its last slash, without its NUL.</summary>
    public ReadOnlySpan<byte> BaseName(int index)
    {
        Assert.That((uint)index < (uint)Count);
        // SAFETY: the string ends in a NUL; Addresses do not wrap around.
        unchecked
        {
            byte* text = _strings[index];
            byte* end = text;
            while (*end != 0)
            {
                end++;
            }
            byte* start = end;
            while (start > text && start[-1] != '/')
            {
                start--;
            }
            return new ReadOnlySpan<byte>(start, (int)(end - start));
        }
    }
}

/// <summary>
/// The environment variables: envp as the kernel has it. They are not counted, for most commands hand them on unread.
/// </summary>
internal readonly unsafe struct EnvironmentBlock(byte** strings)
{
    public byte** Pointer { get; } = strings;

    /// <summary>The value of a variable with its NUL; false where it is not set.</summary>
    public bool TryGet(scoped ReadOnlySpan<byte> name, out ReadOnlySpan<byte> valueZ)
    {
        int index = IndexOf(name);
        valueZ = index < 0 ? default : MemoryZ.FromPointer(Pointer[index] + name.Length + 1);
        return index >= 0;
    }

    /// <summary>The index of the first variable of that name, or -1.</summary>
    public int IndexOf(scoped ReadOnlySpan<byte> name)
    {
        for (int i = 0; Pointer[i] != null; i++)
        {
            byte* entry = Pointer[i];
            int matched = 0;
            while (matched < name.Length && entry[matched] == name[matched])
            {
                matched++;
            }
            if (matched == name.Length && entry[matched] == '=')
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>How many variables there are.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            while (Pointer[count] != null)
            {
                count++;
            }
            return count;
        }
    }

    /// <summary>The variable of that index, "NAME=value" with its NUL.</summary>
    public ReadOnlySpan<byte> AtZ(int index) => MemoryZ.FromPointer(Pointer[index]);

    /// <summary>Takes the variable of that index and those behind it away.</summary>
    public void Truncate(int index)
    {
        Assert.That(index < Count);
        Pointer[index] = null;
    }
}

/// <summary>NUL-terminated memory as spans.</summary>
internal static unsafe class MemoryZ
{
    /// <summary>The string at the pointer without its NUL.</summary>
    public static ReadOnlySpan<byte> TextAt(byte* text)
    {
        // SAFETY: as in FromPointer.
        unchecked
        {
            byte* end = text;
            while (*end != 0)
            {
                end++;
            }
            return new ReadOnlySpan<byte>(text, (int)(end - text));
        }
    }

    /// <summary>The string at the pointer with its NUL.</summary>
    public static ReadOnlySpan<byte> FromPointer(byte* text)
    {
        // SAFETY: strings that the kernel or ArgumentList handed over end in a NUL. Addresses do not wrap around.
        unchecked
        {
            byte* end = text;
            while (*end != 0)
            {
                end++;
            }
            return new ReadOnlySpan<byte>(text, (int)(end - text) + 1);
        }
    }
}

/// <summary>
/// A list of strings put together in a caller's slots: one for each string, and one for the null pointer at the end.
/// The strings themselves stay where they are, so they must be literals, or lie on the stack or in static memory.
/// </summary>
internal unsafe ref struct ArgumentList
{
    private readonly Span<nint> _slots;
    private int _count;

    public ArgumentList(Span<nint> slots)
    {
        Assert.That(slots.Length > 1);
        _slots = slots;
        _slots[0] = 0;
        _count = 0;
    }

    /// <summary>Adds a string, which ends in a NUL.</summary>
    public void Add(ReadOnlySpan<byte> textZ)
    {
        Assert.That(textZ[^1] == 0);
        Assert.That(_count + 1 < _slots.Length);
        // SAFETY: see the type; the address does not move.
        _slots[_count++] = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(textZ));
        _slots[_count] = 0;
    }

    public void Add(Arguments more)
    {
        Assert.That(_count + more.Count < _slots.Length);
        for (int i = 0; i < more.Count; i++)
        {
            _slots[_count++] = (nint)more.Pointer[i];
        }
        _slots[_count] = 0;
    }

    public readonly Arguments Arguments
    {
        get
        {
            // SAFETY: the slots lie on the stack or in static memory.
            return new Arguments((byte**)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_slots)), _count);
        }
    }
}
