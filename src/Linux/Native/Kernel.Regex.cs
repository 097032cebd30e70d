using System;
using System.Runtime.CompilerServices;
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
        const int REG_ESPACE = 12;
        regex = default;
        // SAFETY: libc fills in the structure, and keeps no address of it.
        int error = Libc.regcomp(Unsafe.AsPointer(ref regex), (byte*)PathPointer(patternZ), flags);
        return error == 0 ? Errno.None : error == REG_ESPACE ? Errno.ENOMEM : Errno.EINVAL;
    }

    /// <summary>regerror(3): what is wrong with an expression that CompileRegex refuses, without a NUL.</summary>
    public static int DescribeRegexError(ReadOnlySpan<byte> patternZ, int flags, Span<byte> text)
    {
        CompiledRegex regex = default;
        // SAFETY: as above; the text ends in a NUL and is cut to the room.
        int error = Libc.regcomp(&regex, (byte*)PathPointer(patternZ), flags);
        nuint length = Libc.regerror(error, &regex, (byte*)DataPointer(text), (nuint)text.Length);
        return Math.Min((int)length, text.Length) - 1;
    }

    /// <summary>
    /// regexec(3): whether some part of the text matches. libc takes working memory of a size that depends on the
    /// expression only, and gives it back; where it gets none, the text does not match.
    /// </summary>
    public static bool MatchesRegex(in CompiledRegex regex, ReadOnlySpan<byte> textZ) =>
        Libc.regexec(Unsafe.AsPointer(in regex), (byte*)PathPointer(textZ), 0, null, 0) == 0;
}
