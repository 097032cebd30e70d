using System;
using System.Buffers.Binary;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// The names in a directory, read with getdents64(2) into a caller's buffer, "." and ".." among them.
/// <code>
/// struct linux_dirent64
/// offset  size  field
///      0     8  d_ino
///      8     8  d_off
///     16     2  d_reclen
///     18     1  d_type
///     19        d_name, NUL-terminated
/// </code>
/// </summary>
internal ref struct DirectoryReader
{
    private const byte TypeRegular = 8;
    private const byte TypeLink = 10;

    private readonly Fd _directory;
    private readonly Span<byte> _buffer;
    private int _at;
    private int _end;
    private int _last;

    public DirectoryReader(Fd directory, Span<byte> buffer)
    {
        Assert.That(buffer.Length >= 512);
        _directory = directory;
        _buffer = buffer;
        _at = 0;
        _end = 0;
        Error = Errno.None;
        _last = 0;
    }

    /// <summary>Why the names ended early, if they did.</summary>
    public Errno Error { get; private set; }

    /// <summary>The last name may be a symbolic link's: not every file system tells.</summary>
    public readonly bool MayBeLink => _buffer[_last + 18] is 0 or TypeLink;

    /// <summary>The last name is known to be a regular file's: not every file system tells.</summary>
    public readonly bool IsSurelyRegular => _buffer[_last + 18] == TypeRegular;

    /// <summary>Where the names behind the last one begin, for Kernel.Seek.</summary>
    public readonly long NextPosition
    {
        get
        {
            ReadOnlySpan<byte> position = _buffer[(_last + 8)..];
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(position[4..]);
            return ((long)high << 32) | BinaryPrimitives.ReadUInt32LittleEndian(position);
        }
    }

    /// <summary>The next name with its NUL; false at the end or on an error.</summary>
    public bool Next(out ReadOnlySpan<byte> nameZ)
    {
        nameZ = default;
        if (_at >= _end)
        {
            Result<int> read = Kernel.ReadDirectory(_directory, _buffer);
            if (!read.Ok || read.Value == 0)
            {
                Error = read.Error;
                return false;
            }
            _at = 0;
            _end = read.Value;
        }
        ReadOnlySpan<byte> entry = _buffer[_at.._end];
        int length = entry[16] | (entry[17] << 8);
        Assert.That(length > 19 && length <= entry.Length);
        ReadOnlySpan<byte> name = entry[19..length];
        nameZ = name[..(name.IndexOf((byte)0) + 1)];
        _last = _at;
        _at += length;
        return true;
    }
}
