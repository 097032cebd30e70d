using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>A complaint about a source directory, of as many parts as it takes; what is too long for the buffer is cut.</summary>
internal ref struct SourceMessage(Span<byte> buffer)
{
    /// <summary>A path, a few names and the words between them.</summary>
    public const int Length = Limits.PathLengthMax + 3 * (Limits.NameLengthMax + 1) + 256;

    private PathBuffer _text = new(buffer);

    public void Add(
        scoped ReadOnlySpan<byte> a,
        scoped ReadOnlySpan<byte> b = default,
        scoped ReadOnlySpan<byte> c = default,
        scoped ReadOnlySpan<byte> d = default,
        scoped ReadOnlySpan<byte> e = default,
        scoped ReadOnlySpan<byte> f = default)
    {
        _text.Append(a);
        _text.Append(b);
        _text.Append(c);
        _text.Append(d);
        _text.Append(e);
        _text.Append(f);
    }

    public void Add(ulong number) => _text.Append(number);

    /// <summary>Prints it as what is wrong with a source directory: the exit code.</summary>
    public readonly int Print() => Diagnostics.Fatal(ExitCode.Failure, _text.Text);

    public readonly void Warn() => Diagnostics.Warn(_text.Text);

    public readonly void Tell() => Diagnostics.Info(_text.Text);
}
