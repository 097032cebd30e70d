using System;
using Sestet.Base;

namespace Sestet.Init;

/// <summary>What is wrong with a list of resource limits.</summary>
internal enum LimitFault
{
    None,
    Syntax,
    OutOfRange,
}

/// <summary>
/// The resource limits of s6-linux-init-maker -R: "o2000,d=,c0", a letter of s6-softlimit and a number or "=" each
/// (s6-linux-init-maker.html). Empty parts are passed over.
/// </summary>
internal ref struct GlobalLimits(ReadOnlySpan<byte> list)
{
    private ReadOnlySpan<byte> _rest = list;

    /// <summary>What is wrong with the list as a whole.</summary>
    public static LimitFault Check(ReadOnlySpan<byte> list)
    {
        GlobalLimits limits = new(list);
        LimitFault fault = LimitFault.None;
        while (fault == LimitFault.None && limits.Next(out ReadOnlySpan<byte> part))
        {
            fault = CheckPart(part);
        }
        return fault;
    }

    /// <summary>The next limit, as it is written.</summary>
    public bool Next(out ReadOnlySpan<byte> part)
    {
        part = default;
        while (part.IsEmpty && !_rest.IsEmpty)
        {
            int comma = _rest.IndexOf((byte)',');
            part = comma < 0 ? _rest : _rest[..comma];
            _rest = comma < 0 ? default : _rest[(comma + 1)..];
        }
        return !part.IsEmpty;
    }

    private static LimitFault CheckPart(ReadOnlySpan<byte> part)
    {
        Assert.That(!part.IsEmpty);
        ReadOnlySpan<byte> value = part[1..];
        if ("acdflmoprst"u8.IndexOf(part[0]) < 0 || value.IsEmpty)
        {
            return LimitFault.Syntax;
        }
        if (value.SequenceEqual("="u8))
        {
            return LimitFault.None;
        }
        foreach (byte digit in value)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return LimitFault.Syntax;
            }
        }
        return Text.TryParse(value, out ulong _) ? LimitFault.None : LimitFault.OutOfRange;
    }
}
