using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>
/// The number that an option of a command with long names may have been given. It is looked at when all options are read,
/// for the last one counts.
/// </summary>
internal struct NumberOption
{
    private TextReference _valueZ;

    /// <summary>False too where the value was missing at the end of the command line.</summary>
    public readonly bool IsGiven => !_valueZ.Text.IsEmpty;

    /// <summary>The number as it was given, with its NUL.</summary>
    public readonly ReadOnlySpan<byte> ValueZ => _valueZ.Text;

    /// <summary>Keeps the value of the option that was just read.</summary>
    public void Take(in OptionParser options) => _valueZ = new TextReference(options.ValueZ);

    /// <summary>The number, or the one for no number given; false where it is no number.</summary>
    public readonly bool TryRead(uint otherwise, out uint number)
    {
        number = otherwise;
        return !IsGiven || Text.TryParse(_valueZ.Text[..^1], out number);
    }

    /// <summary>The same, with a message.</summary>
    public readonly bool TryRead(ReadOnlySpan<byte> name, uint otherwise, out uint number)
    {
        if (TryRead(otherwise, out number))
        {
            return true;
        }
        _ = Diagnostics.Fatal(ExitCode.Usage, name, " must be an unsigned integer"u8);
        return false;
    }
}
