using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.FdHolder.Host;

/// <summary>Looks up what a client may do, in a directory of rules (s6-fdholderd.html).</summary>
internal readonly ref struct HolderRules(ReadOnlySpan<byte> directoryZ, bool warns)
{
    private const int KeyLengthMax = 32;
    private const int MessageLengthMax = 128;

    private enum Answer
    {
        Unknown,
        Allowed,
        Denied,
    }

    private readonly ReadOnlySpan<byte> _directoryZ = directoryZ;
    private readonly bool _warns = warns;

    /// <summary>
    /// Whether a client of that user and group may do anything, and what; its expressions are acquired. Whatever goes wrong is a
    /// reason to refuse it.
    /// </summary>
    public bool TryAdmit(uint uid, uint gid, ref RegexTable table, out AccessRights rights)
    {
        rights = AccessRights.None;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = Find(uid, gid, ref path, out Answer answer);
        if (error.IsNone && answer == Answer.Allowed)
        {
            path.Append("/env"u8);
            bool valid = true;
            error = path.Overflowed
                ? Errno.ENAMETOOLONG
                : ReadRights(path.TextZ, ref table, out rights, out valid);
            if (!valid)
            {
                Drop(ref table, rights);
                return false;
            }
        }
        if (error.Failed)
        {
            Drop(ref table, rights);
            if (_warns)
            {
                Diagnostics.Warn(error, "error while checking rules"u8);
            }
            return false;
        }
        return answer == Answer.Allowed;
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

    /// <summary>The first key that says anything, left in the path: "DIRECTORY/uid/0".</summary>
    private Errno Find(uint uid, uint gid, scoped ref PathBuffer path, out Answer answer)
    {
        Errno error = Errno.None;
        answer = Answer.Unknown;
        if (uid == Kernel.EffectiveUserId())
        {
            error = Look("/uid/self"u8, ref path, out answer);
        }
        PathBuffer key = new(stackalloc byte[KeyLengthMax]);
        if (error.IsNone && answer == Answer.Unknown)
        {
            key.Append("/uid/"u8);
            key.Append((ulong)uid);
            error = Look(key.Text, ref path, out answer);
        }
        if (error.IsNone && answer == Answer.Unknown && gid == Kernel.EffectiveGroupId())
        {
            error = Look("/gid/self"u8, ref path, out answer);
        }
        if (error.IsNone && answer == Answer.Unknown)
        {
            key.Truncate(0);
            key.Append("/gid/"u8);
            key.Append((ulong)gid);
            error = Look(key.Text, ref path, out answer);
        }
        return error.IsNone && answer == Answer.Unknown ? Look("/uid/default"u8, ref path, out answer) : error;
    }

    private Errno Look(scoped ReadOnlySpan<byte> key, scoped ref PathBuffer path, out Answer answer)
    {
        answer = Answer.Unknown;
        path.Truncate(0);
        path.Append(_directoryZ[..^1]);
        path.Append(key);
        int length = path.Length;
        path.Append("/allow"u8);
        Errno error = path.Overflowed ? Errno.ENAMETOOLONG : Kernel.Access(Fd.CurrentDirectory, path.TextZ, AccessMode.R_OK);
        if (error == Errno.ENOENT)
        {
            path.Truncate(length);
            path.Append("/deny"u8);
            error = Kernel.Access(Fd.CurrentDirectory, path.TextZ, AccessMode.R_OK);
            answer = error.IsNone ? Answer.Denied : Answer.Unknown;
            return error == Errno.ENOENT ? Errno.None : error;
        }
        path.Truncate(length);
        answer = error.IsNone ? Answer.Allowed : Answer.Unknown;
        return error;
    }

    private Errno ReadRights(
        scoped ReadOnlySpan<byte> pathZ, ref RegexTable table, out AccessRights rights, out bool valid)
    {
        rights = AccessRights.None;
        valid = true;
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, pathZ);
        if (!directory.Ok)
        {
            return directory.Error == Errno.ENOENT ? Errno.None : directory.Error;
        }
        Span<byte> value = stackalloc byte[Limits.HolderPatternLengthMax + 1];
        Errno error = ReadPattern(directory.Value, "S6_FDHOLDER_STORE_REGEX\0"u8, value, ref table, ref rights.Stores, ref valid);
        if (error.IsNone && valid)
        {
            error = ReadPattern(
                directory.Value, "S6_FDHOLDER_RETRIEVE_REGEX\0"u8, value, ref table, ref rights.Retrieves, ref valid);
        }
        error = error.Failed ? error : ReadFlag(directory.Value, "S6_FDHOLDER_LIST\0"u8, value, out rights.Lists);
        error = error.Failed ? error : ReadFlag(directory.Value, "S6_FDHOLDER_GETDUMP\0"u8, value, out rights.GetsDump);
        error = error.Failed ? error : ReadFlag(directory.Value, "S6_FDHOLDER_SETDUMP\0"u8, value, out rights.SetsDump);
        Kernel.Close(directory.Value);
        return error;
    }

    private static Errno ReadFlag(Fd directory, ReadOnlySpan<byte> nameZ, scoped Span<byte> value, out bool isSet)
    {
        Result<int> length = SmallFile.Read(directory, nameZ, value);
        isSet = length.Ok && length.Value > 0;
        return length.Error == Errno.ENOENT ? Errno.None : length.Error;
    }

    private Errno ReadPattern(
        Fd directory,
        ReadOnlySpan<byte> nameZ,
        scoped Span<byte> value,
        ref RegexTable table,
        ref int index,
        ref bool valid)
    {
        Result<int> length = SmallFile.Read(directory, nameZ, value[..^1]);
        if (!length.Ok || length.Value == 0)
        {
            return length.Error == Errno.ENOENT ? Errno.None : length.Error;
        }
        ReadOnlySpan<byte> pattern = Trimmed(value[..length.Value]);
        value[pattern.Length] = 0;
        Span<byte> message = stackalloc byte[MessageLengthMax];
        valid = table.TryAcquire(value[..(pattern.Length + 1)], out int found, message, out int messageLength);
        if (!valid)
        {
            if (_warns)
            {
                PathBuffer what = new(stackalloc byte[Limits.NameLengthMax]);
                what.Append("invalid "u8);
                what.Append(nameZ[..^1]);
                what.Append(" value: "u8);
                PathBuffer why = new(stackalloc byte[Limits.NameLengthMax]);
                why.Append(": "u8);
                why.Append(message[..messageLength]);
                Diagnostics.Warn(what.Text, pattern, why.Text);
            }
            return Errno.None;
        }
        index = found;
        return Errno.None;
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
