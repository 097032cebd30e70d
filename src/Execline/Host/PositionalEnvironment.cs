using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>The positional parameters that an environment holds in # and 0, 1, 2, …</summary>
internal static class PositionalEnvironment
{
    /// <summary>
    /// The parameters, and 0 with its NUL, which is empty where it is not set and not asked for: 0, or an exit code, printed.
    /// One pass over the environment does, however many there are.
    /// </summary>
    public static int TryRead(
        EnvironmentBlock environment, out ReadOnlySpan<byte> nameZ, out Arguments parameters, bool needsName = true)
    {
        nameZ = default;
        parameters = default;
        if (!environment.TryGet("#"u8, out ReadOnlySpan<byte> countZ))
        {
            return Diagnostics.Fatal(ExitCode.Usage, "# not set"u8);
        }
        if (!Text.TryParse(countZ[..^1], out uint count))
        {
            return Diagnostics.Fatal(ExitCode.Usage, "invalid $#"u8);
        }
        // More than there are variables cannot be set.
        int room = (int)Math.Min(count, (uint)environment.Count) + 1;
        Errno error = ChainMemory.TryAllocateArray(room, out Span<TextReference> values);
        Span<nint> slots = default;
        if (error.IsNone)
        {
            error = ChainMemory.TryAllocateArray(room + 1, out slots);
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "get positional parameters"u8);
        }
        Collect(environment, values);
        ArgumentList list = new(slots);
        for (int i = needsName ? 0 : 1; i <= count; i++)
        {
            if (i >= room || values[i].Text.IsEmpty)
            {
                Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
                return Diagnostics.Fatal(ExitCode.Usage, digits[..Text.Format((ulong)i, digits)], " not set"u8);
            }
            if (i > 0)
            {
                list.Add(values[i].Text);
            }
        }
        nameZ = values[0].Text;
        parameters = list.Arguments;
        return ExitCode.Success;
    }

    /// <summary>Puts the first value of each number, with its NUL, into its place.</summary>
    public static void Collect(EnvironmentBlock environment, Span<TextReference> values)
    {
        int variables = environment.Count;
        for (int i = 0; i < variables; i++)
        {
            if (TryNumber(environment.AtZ(i), out uint number, out ReadOnlySpan<byte> valueZ)
                && number < values.Length
                && values[(int)number].Text.IsEmpty)
            {
                values[(int)number] = new TextReference(valueZ);
            }
        }
    }

    /// <summary>The number that a variable's name is, without leading zeroes, and the value; false where it is none.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> definitionZ, out uint number, out ReadOnlySpan<byte> valueZ)
    {
        number = 0;
        valueZ = default;
        if (definitionZ[0] is < (byte)'0' or > (byte)'9')
        {
            return false;
        }
        int equals = definitionZ.IndexOf((byte)'=');
        bool plain = definitionZ[0] != '0' || equals == 1;
        if (equals <= 0 || !plain || !Text.TryParse(definitionZ[..equals], out number))
        {
            return false;
        }
        valueZ = definitionZ[(equals + 1)..];
        return true;
    }
}
