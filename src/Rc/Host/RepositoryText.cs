using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>A message of several parts, put together in a caller's buffer of Limits.RepositoryMessageLengthMax bytes.</summary>
internal ref struct RepositoryText(Span<byte> buffer)
{
    private PathBuffer _text = new(buffer);

    public readonly ReadOnlySpan<byte> Text => _text.Text;

    public void Add(
        scoped ReadOnlySpan<byte> a,
        scoped ReadOnlySpan<byte> b = default,
        scoped ReadOnlySpan<byte> c = default,
        scoped ReadOnlySpan<byte> d = default)
    {
        _text.Append(a);
        _text.Append(b);
        _text.Append(c);
        _text.Append(d);
    }
}
