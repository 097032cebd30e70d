using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cdb;
using Sestet.Cdb.Host;
using Sestet.Ipc;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.FdHolder.Host;

/// <summary>
/// Looks up what a client may do, in a directory of rules or in an open compiled file (s6-fdholderd.html).
/// </summary>
internal readonly ref struct HolderRules(ReadOnlySpan<byte> directoryZ, Fd database, bool warns)
{
    private const int MessageLengthMax = 128;
    private const int VariableCount = 5;

    private readonly ReadOnlySpan<byte> _directoryZ = directoryZ;
    private readonly Fd _database = database;
    private readonly bool _warns = warns;

    /// <summary>
    /// Whether a client of that user and group may do anything, and what; its expressions are acquired. Whatever goes wrong is a
    /// reason to refuse it.
    /// </summary>
    public bool TryAdmit(uint uid, uint gid, ref RegexTable table, out AccessRights rights)
    {
        rights = AccessRights.None;
        AccessKeys keys = new(uid, gid, Kernel.EffectiveUserId(), Kernel.EffectiveGroupId());
        Span<byte> key = stackalloc byte[AccessKeys.LengthMax];
        Verdict verdict = Verdict.None;
        bool valid = true;
        Errno error = Errno.None;
        for (int length = keys.Next(key); length > 0 && verdict == Verdict.None && error.IsNone; length = keys.Next(key))
        {
            error = _database.IsOpen
                ? AskDatabase(key[..length], ref table, ref rights, out verdict, out valid)
                : AskDirectory(key[..length], ref table, ref rights, out verdict, out valid);
        }
        if (error.Failed && _warns)
        {
            Diagnostics.Warn(error, "error while checking rules"u8);
        }
        bool admitted = error.IsNone && valid && verdict == Verdict.Allowed;
        if (!admitted)
        {
            Drop(ref table, rights);
        }
        return admitted;
    }

    /// <summary>A client that had these rights has gone.</summary>
    public static void Drop(ref RegexTable table, in AccessRights rights)
    {
        if (rights.Stores >= 0)
        {
            table.Release(rights.Stores);
        }
        if (rights.Retrieves >= 0)
        {
            table.Release(rights.Retrieves);
        }
    }

    /// <summary>A file that this process may not read is not there; so the reference has it.</summary>
    private Errno AskDirectory(
        scoped ReadOnlySpan<byte> key, ref RegexTable table, ref AccessRights rights, out Verdict verdict, out bool valid)
    {
        verdict = Verdict.None;
        valid = true;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(_directoryZ[..^1]);
        path.Append("/"u8);
        path.Append(key);
        int rule = path.Length;
        path.Append("/allow"u8);
        if (path.Overflowed)
        {
            return Errno.ENAMETOOLONG;
        }
        Errno error = Kernel.Access(Fd.CurrentDirectory, path.TextZ, AccessMode.R_OK);
        path.Truncate(rule);
        if (error.IsNone)
        {
            verdict = Verdict.Allowed;
            path.Append("/env"u8);
            return ReadRights(path.TextZ, ref table, ref rights, out valid);
        }
        if (error == Errno.ENOENT || error == Errno.EACCES)
        {
            path.Append("/deny"u8);
            error = Kernel.Access(Fd.CurrentDirectory, path.TextZ, AccessMode.R_OK);
            verdict = error.IsNone ? Verdict.Denied : Verdict.None;
        }
        return error == Errno.ENOENT || error == Errno.EACCES ? Errno.None : error;
    }

    private Errno AskDatabase(
        scoped ReadOnlySpan<byte> key, ref RegexTable table, ref AccessRights rights, out Verdict verdict, out bool valid)
    {
        verdict = Verdict.None;
        valid = true;
        CdbFile file = new(_database);
        Errno error = CdbSearch.Find(ref file, key, out long position, out long length);
        if (error.Failed || length < 0)
        {
            return error;
        }
        return length > RuleRecord.LengthMax
            ? Errno.EINVAL
            : ReadRecord(file, position, (int)length, ref table, ref rights, out verdict, out valid);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Errno ReadRecord(
        CdbFile file,
        long position,
        int length,
        ref RegexTable table,
        ref AccessRights rights,
        out Verdict verdict,
        out bool valid)
    {
        verdict = Verdict.None;
        valid = true;
        Span<byte> record = stackalloc byte[RuleRecord.LengthMax];
        record = record[..length];
        Errno error = file.Read(position, record);
        if (error.Failed)
        {
            return error;
        }
        if (!RuleRecord.TryParse(record, out verdict, out ReadOnlySpan<byte> changes, out _))
        {
            return Errno.EINVAL;
        }
        Span<byte> value = stackalloc byte[Limits.HolderPatternLengthMax + 1];
        while (valid && !changes.IsEmpty)
        {
            if (!EnvironmentChanges.TryTake(ref changes, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> text, out bool sets))
            {
                return Errno.EINVAL;
            }
            if (sets && text.Length <= Limits.HolderPatternLengthMax)
            {
                text.CopyTo(value);
                value[text.Length] = 0;
                valid = TryGrant(name, value[..(text.Length + 1)], ref table, ref rights);
            }
        }
        return Errno.None;
    }

    private Errno ReadRights(
        scoped ReadOnlySpan<byte> pathZ, ref RegexTable table, ref AccessRights rights, out bool valid)
    {
        valid = true;
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, pathZ);
        if (!directory.Ok)
        {
            return directory.Error == Errno.ENOENT ? Errno.None : directory.Error;
        }
        Errno error = Errno.None;
        for (int i = 0; i < VariableCount && error.IsNone && valid; i++)
        {
            error = ReadVariable(directory.Value, NameZ(i), ref table, ref rights, out valid);
        }
        Kernel.Close(directory.Value);
        return error;
    }

    private Errno ReadVariable(
        Fd directory, ReadOnlySpan<byte> nameZ, ref RegexTable table, ref AccessRights rights, out bool valid)
    {
        valid = true;
        Span<byte> value = stackalloc byte[Limits.HolderPatternLengthMax + 1];
        Result<int> length = SmallFile.Read(directory, nameZ, value[..^1]);
        if (!length.Ok || length.Value == 0)
        {
            return length.Error == Errno.ENOENT ? Errno.None : length.Error;
        }
        int end = Trimmed(value[..length.Value]).Length;
        value[end] = 0;
        valid = TryGrant(nameZ[..^1], value[..(end + 1)], ref table, ref rights);
        return Errno.None;
    }

    private static ReadOnlySpan<byte> NameZ(int index) => index switch
    {
        0 => "S6_FDHOLDER_STORE_REGEX\0"u8,
        1 => "S6_FDHOLDER_RETRIEVE_REGEX\0"u8,
        2 => "S6_FDHOLDER_LIST\0"u8,
        3 => "S6_FDHOLDER_GETDUMP\0"u8,
        _ => "S6_FDHOLDER_SETDUMP\0"u8,
    };

    /// <summary>What a variable of a rule lets the client do; false for an expression that is none.</summary>
    private bool TryGrant(
        scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> valueZ, ref RegexTable table, ref AccessRights rights)
    {
        if (name.SequenceEqual(NameZ(0)[..^1]))
        {
            return TryAcquire(name, valueZ, ref table, ref rights.Stores);
        }
        if (name.SequenceEqual(NameZ(1)[..^1]))
        {
            return TryAcquire(name, valueZ, ref table, ref rights.Retrieves);
        }
        rights.Lists |= name.SequenceEqual(NameZ(2)[..^1]);
        rights.GetsDump |= name.SequenceEqual(NameZ(3)[..^1]);
        rights.SetsDump |= name.SequenceEqual(NameZ(4)[..^1]);
        return true;
    }

    private bool TryAcquire(
        scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> patternZ, ref RegexTable table, ref int index)
    {
        Span<byte> message = stackalloc byte[MessageLengthMax];
        if (table.TryAcquire(patternZ, out int found, message, out int messageLength))
        {
            if (index >= 0)
            {
                table.Release(index);
            }
            index = found;
            return true;
        }
        if (_warns)
        {
            PathBuffer what = new(stackalloc byte[Limits.NameLengthMax]);
            what.Append("invalid "u8);
            what.Append(name);
            what.Append(" value: "u8);
            PathBuffer why = new(stackalloc byte[Limits.NameLengthMax]);
            why.Append(": "u8);
            why.Append(message[..messageLength]);
            Diagnostics.Warn(what.Text, patternZ[..^1], why.Text);
        }
        return false;
    }

    /// <summary>The first line, without blanks at its end.</summary>
    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> line = SmallFile.FirstLine(bytes);
        while (!line.IsEmpty && line[^1] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            line = line[..^1];
        }
        return line;
    }
}
