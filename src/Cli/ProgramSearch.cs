using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Cli;

/// <summary>
/// The files that a word without a slash may mean: one in each directory of PATH, an empty directory being none. The word
/// stands once at the end of a caller's buffer, and every directory is put in front of it.
/// </summary>
internal ref struct ProgramSearch
{
    private readonly Span<byte> _buffer;
    private readonly int _wordStart;
    private SearchPath _path;

    public ProgramSearch(ReadOnlySpan<byte> wordZ, EnvironmentBlock given, Span<byte> buffer)
    {
        Assert.That(wordZ[^1] == 0);
        _buffer = buffer;
        _wordStart = buffer.Length - wordZ.Length;
        _path = new SearchPath(given);
        if (_wordStart > 0)
        {
            wordZ.CopyTo(buffer[_wordStart..]);
        }
    }

    /// <summary>The next file; empty where its path is too long.</summary>
    public bool Next(out ReadOnlySpan<byte> fileZ)
    {
        fileZ = default;
        ReadOnlySpan<byte> directory;
        do
        {
            if (!_path.Next(out directory))
            {
                return false;
            }
        }
        while (directory.IsEmpty);
        int start = _wordStart - 1 - directory.Length;
        if (start >= 0)
        {
            directory.CopyTo(_buffer[start..]);
            _buffer[_wordStart - 1] = (byte)'/';
            fileZ = _buffer[start..];
        }
        return true;
    }
}
