using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sestet.Base;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    /// <summary>
    /// regcomp(3): compiles a POSIX regular expression, for good. ENOMEM where there is no memory, EINVAL where it is no
    /// expression. libc takes its memory from the heap, so this is for the start of a program.
    /// </summary>
    public static Errno CompileRegex(ReadOnlySpan<byte> patternZ, int flags, out CompiledRegex regex)
    {
        regex = default;
        // SAFETY: libc fills in the structure, and keeps no address of it.
        int error = Libc.regcomp(Unsafe.AsPointer(ref regex), (byte*)PathPointer(patternZ), flags);
        return error == 0 ? Errno.None : error == RegexFlags.REG_ESPACE ? Errno.ENOMEM : Errno.EINVAL;
    }

    public static void FreeRegex(in CompiledRegex regex) => Libc.regfree(Unsafe.AsPointer(in regex));

    /// <summary>
    /// regexec(3): whether some part of the text matches; flags: REG_NOTEOL. libc takes working memory of a size that
    /// depends on the expression only, and gives it back; where it gets none, the text does not match.
    /// </summary>
    public static bool MatchesRegex(in CompiledRegex regex, ReadOnlySpan<byte> textZ, int flags) =>
        Libc.regexec(Unsafe.AsPointer(in regex), (byte*)PathPointer(textZ), 0, null, flags) == 0;

    /// <summary>
    /// regcomp(3) with regerror(3): 0, or libc's error number and the length of what it says of it. What was compiled is
    /// let go of by FreeRegex.
    /// </summary>
    public static int CompileRegex(
        ReadOnlySpan<byte> patternZ, int flags, Span<byte> message, out CompiledRegex regex, out int messageLength)
    {
        regex = default;
        messageLength = 0;
        // SAFETY: libc fills in the structure, and keeps no address of it.
        void* compiled = Unsafe.AsPointer(ref regex);
        int error = Libc.regcomp(compiled, (byte*)PathPointer(patternZ), flags);
        if (error != 0)
        {
            nuint length = Libc.regerror(error, compiled, (byte*)DataPointer(message), (nuint)message.Length);
            messageLength = Math.Max(Math.Min((int)length, message.Length) - 1, 0);
        }
        return error;
    }

    /// <summary>regexec(3): whether some part of the text matches, and where the subexpressions do.</summary>
    public static bool MatchesRegex(in CompiledRegex regex, ReadOnlySpan<byte> textZ, Span<RegexMatch> matches) =>
        Libc.regexec(
            Unsafe.AsPointer(in regex),
            (byte*)PathPointer(textZ),
            (nuint)matches.Length,
            Unsafe.AsPointer(ref MemoryMarshal.GetReference(matches)),
            0) == 0;

    /// <summary>fnmatch(3): whether a shell pattern matches the whole text.</summary>
    public static bool MatchesPattern(ReadOnlySpan<byte> patternZ, ReadOnlySpan<byte> textZ, int flags) =>
        Libc.fnmatch((byte*)PathPointer(patternZ), (byte*)PathPointer(textZ), flags) == 0;
}
