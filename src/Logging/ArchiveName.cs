using System;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>
/// The name of an archived log file:
/// <code>
/// offset  size  field
///      0    25  "@" and 24 hexadecimal digits: a TAI64N label
///     25     1  "."
///     26     1  "s": rotated in full; "u": left by an s6-log that was interrupted
/// </code>
/// The order of the names is the order of time.
/// </summary>
internal static class ArchiveName
{
    public const int Length = Tai.TextLength + 2;

    /// <summary>Writes a name with its NUL into Length + 1 bytes.</summary>
    public static void FormatZ(Tai time, byte suffix, Span<byte> nameZ)
    {
        Assert.That(nameZ.Length == Length + 1);
        time.Format(nameZ);
        nameZ[Tai.TextLength] = (byte)'.';
        nameZ[Tai.TextLength + 1] = suffix;
        nameZ[Length] = 0;
        Assert.That(Matches(nameZ[..Length]));
    }

    /// <summary>Whether a file of that name is an archive, and so may be removed.</summary>
    public static bool Matches(ReadOnlySpan<byte> name)
    {
        if (name.Length != Length || name[0] != '@' || name[25] != '.' || (name[26] != 's' && name[26] != 'u'))
        {
            return false;
        }
        for (int i = 1; i < Tai.TextLength; i++)
        {
            if (Text.HexValue(name[i]) < 0)
            {
                return false;
            }
        }
        return true;
    }
}
