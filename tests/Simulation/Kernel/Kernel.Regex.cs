using System;
using System.Text;
using System.Text.RegularExpressions;
using Sestet.Base;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    /// <summary>
    /// Through .NET's expressions, which contain the usual part of POSIX's; the handle is a place in the process's list.
    /// </summary>
    public static Errno CompileRegex(ReadOnlySpan<byte> patternZ, int flags, out CompiledRegex regex)
    {
        regex = default;
        bool newlines = (flags & RegexFlags.REG_NEWLINE) != 0;
        RegexOptions options = RegexOptions.CultureInvariant | (newlines ? RegexOptions.Multiline : RegexOptions.Singleline);
        try
        {
            Self.Expressions.Add(new Regex(PathText(patternZ), options));
        }
        catch (ArgumentException)
        {
            return Errno.EINVAL;
        }
        regex[0] = (ulong)Self.Expressions.Count;
        return Errno.None;
    }

    public static void FreeRegex(in CompiledRegex regex) => Assert.That(regex[0] > 0);

    public static bool MatchesRegex(in CompiledRegex regex, ReadOnlySpan<byte> textZ, int flags) =>
        Self.Expressions[(int)regex[0] - 1].IsMatch(
            Encoding.Latin1.GetString(textZ[..textZ.IndexOf((byte)0)]) + ((flags & RegexFlags.REG_NOTEOL) != 0 ? "\0" : ""));
}
