using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// "user:group:group...", or in numbers ":uid:gid:gid..." (chpst(8) of runit): the first group is the process's own, the user's
/// where there is none. There are no supplementary groups but those.
/// </summary>
internal ref struct ChpstUser(Span<uint> buffer)
{
    public const int GroupsMax = 64;

    /// <summary>Bytes that the texts of AddOptions take.</summary>
    public const int TextLengthMax = (GroupsMax + 3) * (Limits.DecimalLengthMax + 1);

    private readonly Span<uint> _buffer = buffer;
    private int _count;

    public uint Uid;
    public uint Gid;

    /// <summary>Else the group stays what it is, for a number says nothing of one.</summary>
    public bool HasGid;

    public readonly ReadOnlySpan<uint> Groups => _buffer[.._count];

    /// <summary>False with what is unknown; no message where the text is not of that form.</summary>
    public bool TryRead(ReadOnlySpan<byte> textZ, out ReadOnlySpan<byte> message, out ReadOnlySpan<byte> name)
    {
        message = default;
        name = default;
        bool isNumber = textZ[0] == ':';
        ReadOnlySpan<byte> text = isNumber ? textZ[1..^1] : textZ[..^1];
        ReadOnlySpan<byte> first = Take(ref text, out bool hasMore);
        if (isNumber)
        {
            return TryReadNumbers(first, text, hasMore);
        }
        name = first;
        if (!TryFind(first, isGroup: false))
        {
            message = "user not found in user database: "u8;
            return false;
        }
        for (bool isFirst = true; hasMore && (isFirst || !text.IsEmpty); isFirst = false)
        {
            name = Take(ref text, out hasMore);
            if (_count == _buffer.Length)
            {
                return false;
            }
            if (!TryFind(name, isGroup: true))
            {
                message = "group not found in group database: "u8;
                return false;
            }
            _count += isFirst ? 0 : 1;
            Gid = isFirst ? _buffer[0] : Gid;
        }
        return true;
    }

    /// <summary>Adds the options of s6-applyuidgid; their texts lie in that memory.</summary>
    public readonly void AddOptions(Span<byte> memory, ref ArgumentList line)
    {
        line.Add("-u\0"u8);
        AddNumber(ref memory, Uid, ref line);
        if (HasGid)
        {
            line.Add("-g\0"u8);
            AddNumber(ref memory, Gid, ref line);
        }
        PathBuffer list = new(memory);
        foreach (uint group in Groups)
        {
            list.Append(list.Length > 0 ? ","u8 : default);
            list.Append((ulong)group);
        }
        Assert.That(!list.Overflowed);
        line.Add("-G\0"u8);
        line.Add(list.TextZ);
    }

    private bool TryReadNumbers(scoped ReadOnlySpan<byte> first, scoped ReadOnlySpan<byte> text, bool hasMore)
    {
        if (!Text.TryParse(first, out Uid))
        {
            return false;
        }
        HasGid = hasMore;
        for (bool isFirst = true; hasMore; isFirst = false)
        {
            ReadOnlySpan<byte> number = Take(ref text, out hasMore);
            if (_count == _buffer.Length || !Text.TryParse(number, out _buffer[_count]))
            {
                return false;
            }
            _count += isFirst ? 0 : 1;
            Gid = isFirst ? _buffer[0] : Gid;
        }
        return true;
    }

    /// <summary>Looks up a name: an account, which becomes the user, or a group, which becomes the next one.</summary>
    private bool TryFind(scoped ReadOnlySpan<byte> name, bool isGroup)
    {
        PathBuffer nameZ = new(stackalloc byte[Limits.NameLengthMax + 1]);
        nameZ.Append(name);
        if (nameZ.Overflowed || isGroup)
        {
            return !nameZ.Overflowed && Kernel.TryFindGroup(nameZ.TextZ, out _buffer[_count]);
        }
        bool found = Kernel.TryFindAccount(nameZ.TextZ, out Account account);
        Uid = account.Uid;
        Gid = account.Gid;
        HasGid = found;
        return found;
    }

    /// <summary>What stands before the next colon.</summary>
    private static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> text, out bool hasMore)
    {
        int colon = text.IndexOf((byte)':');
        hasMore = colon >= 0;
        ReadOnlySpan<byte> part = hasMore ? text[..colon] : text;
        text = hasMore ? text[(colon + 1)..] : default;
        return part;
    }

    private static void AddNumber(ref Span<byte> memory, uint number, ref ArgumentList line)
    {
        PathBuffer text = new(memory[..(Limits.DecimalLengthMax + 1)]);
        text.Append((ulong)number);
        Assert.That(!text.Overflowed);
        line.Add(text.TextZ);
        memory = memory[(Limits.DecimalLengthMax + 1)..];
    }
}
