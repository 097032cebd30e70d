using System;
using Sestet.Base;

namespace Sestet.FdHolder;

/// <summary>
/// The names of the variables that tell of one descriptor of a dump (s6-fdholder-getdump.html). Each is written over the one
/// before.
/// </summary>
internal ref struct DumpVariable(Span<byte> buffer, uint index)
{
    /// <summary>"S6_FDLIMIT_" and a number, with a NUL.</summary>
    public const int LengthMax = 12 + Limits.DecimalLengthMax;

    private readonly uint _index = index;
    private PathBuffer _name = new(buffer);

    public ReadOnlySpan<byte> Descriptor => Of("S6_FD_"u8);

    public ReadOnlySpan<byte> Id => Of("S6_FDID_"u8);

    public ReadOnlySpan<byte> Limit => Of("S6_FDLIMIT_"u8);

    private ReadOnlySpan<byte> Of(ReadOnlySpan<byte> prefix)
    {
        _name.Truncate(0);
        _name.Append(prefix);
        _name.Append((ulong)_index);
        Assert.That(!_name.Overflowed);
        return _name.Text;
    }
}
