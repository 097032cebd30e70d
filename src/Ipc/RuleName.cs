using System;

namespace Sestet.Ipc;

/// <summary>Names in a ruleset that become those of files.</summary>
internal static class RuleName
{
    /// <summary>
    /// Whether a rule's name, such as "uid/0", is a path that stays where it begins: parts with one slash between them, none
    /// of which begins with a dot, for the compiler leaves such out.
    /// </summary>
    public static bool IsSafe(ReadOnlySpan<byte> name)
    {
        while (true)
        {
            int slash = name.IndexOf((byte)'/');
            if (!IsSafePart(slash < 0 ? name : name[..slash]))
            {
                return false;
            }
            if (slash < 0)
            {
                return true;
            }
            name = name[(slash + 1)..];
        }
    }

    /// <summary>The same for a variable, which has one part.</summary>
    public static bool IsSafeVariable(ReadOnlySpan<byte> name) => IsSafePart(name) && !name.Contains((byte)'/');

    private static bool IsSafePart(ReadOnlySpan<byte> part) => !part.IsEmpty && part[0] != '.' && !part.Contains((byte)0);
}
