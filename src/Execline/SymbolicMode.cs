using System;
using Sestet.Base;

namespace Sestet.Execline;

/// <summary>Permissions in the way of chmod(1): "u=rwx,g-w" (POSIX, chmod, Extended Description).</summary>
internal static class SymbolicMode
{
    /// <summary>"u=rwx,g=rwx,o=rwx".</summary>
    public const int LengthMax = 17;

    private const uint All = 0x1ff;

    /// <summary>
    /// Changes a mode of nine bits as the text says; false where it is no symbolic mode. s and t stand for nothing here.
    /// </summary>
    public static bool TryApply(ReadOnlySpan<byte> text, uint mode, out uint result)
    {
        Assert.That(mode <= All);
        result = mode;
        while (true)
        {
            int comma = text.IndexOf((byte)',');
            if (!TryApplyClause(comma < 0 ? text : text[..comma], isLast: comma < 0, ref result))
            {
                return false;
            }
            if (comma < 0)
            {
                return true;
            }
            text = text[(comma + 1)..];
        }
    }

    public static int Format(uint mode, Span<byte> text)
    {
        Assert.That(mode <= All);
        int length = 0;
        for (int who = 2; who >= 0; who--)
        {
            text[length++] = "ogu"u8[who];
            text[length++] = (byte)'=';
            for (int bit = 2; bit >= 0; bit--)
            {
                if ((mode >> (3 * who + bit) & 1) != 0)
                {
                    text[length++] = "xwr"u8[bit];
                }
            }
            if (who > 0)
            {
                text[length++] = (byte)',';
            }
        }
        return length;
    }

    private static bool TryApplyClause(ReadOnlySpan<byte> clause, bool isLast, scoped ref uint mode)
    {
        uint who = 0;
        int at = 0;
        for (int index; at < clause.Length && (index = "ogua"u8.IndexOf(clause[at])) >= 0; at++)
        {
            who |= index == 3 ? All : 7u << (3 * index);
        }
        if (at == clause.Length)
        {
            // The reference takes empty clauses, and a last one that says only who.
            return at == 0 || isLast;
        }
        who = at == 0 ? All : who;
        while (at < clause.Length)
        {
            byte action = clause[at++];
            if (!"+-="u8.Contains(action))
            {
                return false;
            }
            uint bits = ReadPermissions(clause, mode, ref at) & who;
            mode = action switch
            {
                (byte)'+' => mode | bits,
                (byte)'-' => mode & ~bits,
                _ => (mode & ~who) | bits,
            };
        }
        return true;
    }

    /// <summary>The bits, for all three, that letters stand for: permissions, or one whose permissions are meant.</summary>
    private static uint ReadPermissions(ReadOnlySpan<byte> clause, uint mode, scoped ref int at)
    {
        uint bits = 0;
        int copied = at < clause.Length ? "ogu"u8.IndexOf(clause[at]) : -1;
        if (copied >= 0)
        {
            at++;
            bits = mode >> (3 * copied) & 7;
        }
        else
        {
            for (int index; at < clause.Length && (index = "xXwrst"u8.IndexOf(clause[at])) >= 0; at++)
            {
                bits |= index switch
                {
                    0 or 1 => 1u,
                    2 => 2u,
                    3 => 4u,
                    _ => 0u,
                };
            }
        }
        return bits * 0x49; // for user, group and others
    }
}
