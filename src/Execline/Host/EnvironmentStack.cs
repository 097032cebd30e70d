using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>
/// The stack of variables whose names begin in certain ways, positional parameters mostly: X is the present one, X:1 that of
/// the caller, and so on (el_pushenv.html).
/// </summary>
internal static class EnvironmentStack
{
    /// <summary>What positional parameters begin with: each letter by itself.</summary>
    public static ReadOnlySpan<byte> PositionalLetters => "#0123456789"u8;

    /// <summary>Makes X of every variable X:1, X:1 of X:2 …</summary>
    public static Errno TryPush(ref EnvironmentEditor editor, ReadOnlySpan<byte> letters) =>
        TryShift(ref editor, letters, default, push: true);

    /// <summary>Forgets X, and makes X of X:1, X:1 of X:2 …</summary>
    public static Errno TryPop(ref EnvironmentEditor editor, ReadOnlySpan<byte> letters) =>
        TryShift(ref editor, letters, default, push: false);

    /// <summary>Sets # to the number of parameters, 0 to the name, and 1, 2, … to the parameters.</summary>
    public static Errno SetPositionals(scoped ref EnvironmentEditor editor, ReadOnlySpan<byte> name, Arguments parameters)
    {
        // Where none is set, as mostly, none need be looked for: many parameters take no longer than so many few.
        bool areNew = !HasPositionals(editor.Block);
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        Set(ref editor, "#"u8, digits[..Text.Format((ulong)parameters.Count, digits)], areNew);
        Set(ref editor, "0"u8, name, areNew);
        for (int i = 0; i < parameters.Count && editor.Error.IsNone; i++)
        {
            Set(ref editor, digits[..Text.Format((ulong)i + 1, digits)], parameters[i], areNew);
        }
        return editor.Error;
    }

    private static bool HasPositionals(EnvironmentBlock environment)
    {
        int count = environment.Count;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> definitionZ = environment.AtZ(i);
            int equals = definitionZ.IndexOf((byte)'=');
            ReadOnlySpan<byte> name = definitionZ[..Math.Max(equals, 0)];
            if (name.SequenceEqual("#"u8) || Text.TryParse(name, out uint _))
            {
                return true;
            }
        }
        return false;
    }

    private static void Set(
        scoped ref EnvironmentEditor editor, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value, bool isNew)
    {
        if (isNew)
        {
            editor.SetNew(name, value);
        }
        else
        {
            editor.Set(name, value);
        }
    }

    /// <summary>The same for the variables whose names begin with that text.</summary>
    public static Errno TryPushPrefix(ref EnvironmentEditor editor, ReadOnlySpan<byte> prefix) =>
        TryShift(ref editor, default, prefix, push: true);

    public static Errno TryPopPrefix(ref EnvironmentEditor editor, ReadOnlySpan<byte> prefix) =>
        TryShift(ref editor, default, prefix, push: false);

    private static Errno TryShift(
        ref EnvironmentEditor editor, ReadOnlySpan<byte> letters, ReadOnlySpan<byte> prefix, bool push)
    {
        EnvironmentBlock before = editor.Block;
        int count = before.Count;
        Errno error = ChainMemory.TryAllocateArray(count + 1, out Span<nint> slots);
        if (error.Failed)
        {
            return error;
        }
        EnvironmentList list = new(slots, before, 0);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> definitionZ = before.AtZ(i);
            bool meant = letters.IsEmpty ? definitionZ.StartsWith(prefix) : letters.Contains(definitionZ[0]);
            int equals = definitionZ.IndexOf((byte)'=');
            if (!meant || equals < 0)
            {
                list.Append(definitionZ);
                continue;
            }
            error = Rename(definitionZ, equals, push, ref list);
            if (error.Failed)
            {
                return error;
            }
        }
        editor = new EnvironmentEditor(list.Block);
        return Errno.None;
    }

    private static Errno Rename(ReadOnlySpan<byte> definitionZ, int equals, bool push, scoped ref EnvironmentList list)
    {
        ReadOnlySpan<byte> name = definitionZ[..equals];
        int colon = name.IndexOf((byte)':');
        uint level = 0;
        bool numbered = colon >= 0 && Text.TryParse(name[(colon + 1)..], out level);
        if (colon < 0 && !push)
        {
            return Errno.None;
        }
        if ((colon >= 0 && !numbered) || level == uint.MaxValue || (!push && level == 0))
        {
            // Not one of the stack's.
            list.Append(definitionZ);
            return Errno.None;
        }
        ReadOnlySpan<byte> stem = numbered ? name[..colon] : name;
        level = push ? level + 1 : level - 1;
        Errno error = ChainMemory.TryAllocateArray(definitionZ.Length + Limits.DecimalLengthMax, out Span<byte> memory);
        if (error.Failed)
        {
            return error;
        }
        stem.CopyTo(memory);
        int length = stem.Length;
        if (level > 0)
        {
            memory[length++] = (byte)':';
            length += Text.Format(level, memory[length..]);
        }
        definitionZ[equals..].CopyTo(memory[length..]);
        length += definitionZ.Length - equals;
        list.Append(memory[..length]);
        return Errno.None;
    }
}
