using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.Ipc;

/// <summary>What a rule says of who matches it.</summary>
internal enum Verdict
{
    /// <summary>Nothing: the next rule is asked.</summary>
    None,

    Denied,

    Allowed,
}

/// <summary>
/// A rule as it stands in a compiled ruleset, under its name ("uid/0"):
/// <code>
/// offset  size  what
///      0     1  'A' allows, 'D' denies (nothing follows)
///      1     2  how long the changes of the environment are, the high byte first; 4096 at most
///      3        the changes: "NAME=value" or "NAME", each with a NUL behind it
///               2 bytes: how long the command line is, 4096 at most; the command line
/// </code>
/// </summary>
internal static class RuleRecord
{
    public const byte Allow = (byte)'A';
    public const byte Deny = (byte)'D';

    /// <summary>The letter and the two lengths.</summary>
    public const int FixedLength = 5;

    public const int LengthMax = FixedLength + Limits.RuleEnvironmentMax + Limits.RuleCommandMax;

    /// <summary>Reads a record; false where it is none.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> record, out Verdict verdict, out ReadOnlySpan<byte> changes, out ReadOnlySpan<byte> command)
    {
        verdict = Verdict.None;
        changes = default;
        command = default;
        if (record.IsEmpty || record.Length > LengthMax)
        {
            return false;
        }
        if (record[0] != Allow)
        {
            // What is neither is no rule, but no error either.
            verdict = record[0] == Deny ? Verdict.Denied : Verdict.None;
            return true;
        }
        if (record.Length < FixedLength)
        {
            return false;
        }
        int changesLength = BinaryPrimitives.ReadUInt16BigEndian(record[1..]);
        if (changesLength > Limits.RuleEnvironmentMax || changesLength > record.Length - FixedLength)
        {
            return false;
        }
        ReadOnlySpan<byte> rest = record[(3 + changesLength)..];
        int commandLength = BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (commandLength > Limits.RuleCommandMax || commandLength != rest.Length - 2)
        {
            return false;
        }
        verdict = Verdict.Allowed;
        changes = record.Slice(3, changesLength);
        command = rest[2..];
        return true;
    }

    /// <summary>Where the changes of a record that allows are put, before Finish.</summary>
    public static Span<byte> ChangesRoom(Span<byte> record) => record.Slice(3, Limits.RuleEnvironmentMax);

    /// <summary>Where the command line is put, when it is known how long the changes are.</summary>
    public static Span<byte> CommandRoom(Span<byte> record, int changesLength) =>
        record.Slice(FixedLength + changesLength, Limits.RuleCommandMax);

    /// <summary>Completes a record that allows; its length.</summary>
    public static int Finish(Span<byte> record, int changesLength, int commandLength)
    {
        Assert.That(record.Length >= LengthMax);
        Assert.That(changesLength <= Limits.RuleEnvironmentMax && commandLength <= Limits.RuleCommandMax);
        record[0] = Allow;
        BinaryPrimitives.WriteUInt16BigEndian(record[1..], (ushort)changesLength);
        BinaryPrimitives.WriteUInt16BigEndian(record[(3 + changesLength)..], (ushort)commandLength);
        return FixedLength + changesLength + commandLength;
    }
}
