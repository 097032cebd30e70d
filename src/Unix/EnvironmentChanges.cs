using System;
using Sestet.Base;

namespace Sestet.Unix;

/// <summary>
/// Changes of an environment as text: "NAME=value" sets a variable and "NAME" takes one out, each with a NUL behind it. They
/// are put together in a caller's buffer; what does not fit sets <see cref="Overflowed"/>.
/// </summary>
internal ref struct EnvironmentChanges
{
    private readonly Span<byte> _room;

    public EnvironmentChanges(Span<byte> room)
    {
        _room = room;
        Length = 0;
        Overflowed = false;
    }

    public int Length { get; private set; }

    public bool Overflowed { get; private set; }

    public void Set(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value) => Add(name, "="u8, value);

    public void Unset(scoped ReadOnlySpan<byte> name) => Add(name, default, default);

    /// <summary>Takes the next change off the text; no equals sign: the variable is taken out. False: it is not valid.</summary>
    public static bool TryTake(
        scoped ref ReadOnlySpan<byte> changes, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out bool sets)
    {
        int end = changes.IndexOf((byte)0);
        ReadOnlySpan<byte> change = end < 0 ? default : changes[..end];
        int equals = change.IndexOf((byte)'=');
        sets = equals >= 0;
        name = sets ? change[..equals] : change;
        value = sets ? change[(equals + 1)..] : default;
        changes = end < 0 ? default : changes[(end + 1)..];
        return !name.IsEmpty;
    }

    /// <summary>Makes the changes; false where they are not valid, and then some may be made.</summary>
    public static bool TryApply(scoped ReadOnlySpan<byte> changes, ref EnvironmentEditor environment)
    {
        while (!changes.IsEmpty)
        {
            if (!TryTake(ref changes, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out bool sets))
            {
                return false;
            }
            if (sets)
            {
                environment.Set(name, value);
            }
            else
            {
                environment.Unset(name);
            }
        }
        return true;
    }

    private void Add(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> equals, scoped ReadOnlySpan<byte> value)
    {
        int length = name.Length + equals.Length + value.Length + 1;
        if (length > _room.Length - Length)
        {
            Overflowed = true;
            return;
        }
        Span<byte> change = _room.Slice(Length, length);
        name.CopyTo(change);
        equals.CopyTo(change[name.Length..]);
        value.CopyTo(change[(name.Length + equals.Length)..]);
        change[^1] = 0;
        Length += length;
    }
}
