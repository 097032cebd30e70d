using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>
/// The files of service definitions, put together in memory of the caller before any is written. What has no room there is
/// remembered as <see cref="Overflowed"/>.
/// </summary>
internal ref struct DraftFiles
{
    private readonly Span<DraftFile> _files;
    private readonly Span<byte> _text;
    private int _length;

    public DraftFiles(Span<DraftFile> files, Span<byte> text)
    {
        _files = files;
        _text = text;
        _length = 0;
        Count = 0;
        Overflowed = false;
    }

    public int Count { get; private set; }

    public bool Overflowed { get; private set; }

    public readonly ref DraftFile this[int index]
    {
        get
        {
            Assert.That((uint)index < (uint)Count);
            return ref _files[index];
        }
    }

    public readonly ReadOnlySpan<byte> PathOf(int index) => _text.Slice(this[index].PathStart, this[index].PathLength);

    public readonly ReadOnlySpan<byte> ContentOf(int index) => _text.Slice(this[index].ContentStart, this[index].ContentLength);

    /// <summary>Begins a file "SERVICE/NAME"; what is appended from here on is its content.</summary>
    public void Begin(scoped ReadOnlySpan<byte> service, scoped ReadOnlySpan<byte> name, bool executable = false)
    {
        BeginPath(service);
        AppendPath("/"u8);
        AppendPath(name);
        if (Count > 0)
        {
            _files[Count - 1].IsExecutable = executable;
        }
    }

    /// <summary>Begins a file "SERVICE/DIRECTORY/NAME".</summary>
    public void Begin(
        scoped ReadOnlySpan<byte> service, scoped ReadOnlySpan<byte> directory, scoped ReadOnlySpan<byte> name, bool executable)
    {
        Begin(service, directory, executable);
        AppendPath("/"u8);
        AppendPath(name);
    }

    /// <summary>A directory "SERVICE/NAME", or the service's own for no name.</summary>
    public void AddDirectory(scoped ReadOnlySpan<byte> service, scoped ReadOnlySpan<byte> name)
    {
        BeginPath(service);
        if (!name.IsEmpty)
        {
            AppendPath("/"u8);
            AppendPath(name);
        }
        if (Count > 0)
        {
            _files[Count - 1].IsDirectory = true;
        }
    }

    public void Append(scoped ReadOnlySpan<byte> text)
    {
        if (!Store(text))
        {
            return;
        }
        if (Count > 0)
        {
            _files[Count - 1].ContentLength += text.Length;
        }
    }

    public void Append(ulong number)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        Append(digits[..Text.Format(number, digits)]);
    }

    /// <summary>The index of the file of that path, or -1.</summary>
    public readonly int Find(scoped ReadOnlySpan<byte> path)
    {
        for (int i = 0; i < Count; i++)
        {
            if (PathOf(i).SequenceEqual(path))
            {
                return i;
            }
        }
        return -1;
    }

    private void BeginPath(scoped ReadOnlySpan<byte> path)
    {
        if (Count == _files.Length)
        {
            Overflowed = true;
            return;
        }
        _files[Count++] = new DraftFile { PathStart = _length, ContentStart = _length };
        AppendPath(path);
    }

    private void AppendPath(scoped ReadOnlySpan<byte> text)
    {
        if (Store(text))
        {
            _files[Count - 1].PathLength += text.Length;
            _files[Count - 1].ContentStart = _length;
        }
    }

    /// <summary>After an overflow nothing is stored: what is there is not used any more.</summary>
    private bool Store(scoped ReadOnlySpan<byte> text)
    {
        Overflowed |= text.Length > _text.Length - _length;
        if (Overflowed)
        {
            return false;
        }
        text.CopyTo(_text[_length..]);
        _length += text.Length;
        return true;
    }
}
