using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sestet.Base;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    /// <summary>Words of libc's regex_t: 64 bytes on x86-64 and arm64.</summary>
    private const int RegexWords = 8;

    private static RegexStorage s_regexes;
    private static int s_regexCount;

    [InlineArray(Limits.RegexesMax * RegexWords)]
    private struct RegexStorage
    {
        private ulong _first;
    }

    /// <summary>
    /// regcomp(3): compiles a POSIX regular expression, for good. ENOMEM where there is no memory or
    /// <see cref="Limits.RegexesMax"/> are compiled, EINVAL where it is no expression. libc takes its memory from the
    /// heap, so this is for the start of a program.
    /// </summary>
    public static Result<RegexHandle> CompileRegex(ReadOnlySpan<byte> patternZ, int flags)
    {
        const int REG_ESPACE = 12;
        if (s_regexCount == Limits.RegexesMax)
        {
            return new Result<RegexHandle>(Errno.ENOMEM);
        }
        int error = Libc.regcomp(RegexPointer(s_regexCount), (byte*)PathPointer(patternZ), flags);
        if (error != 0)
        {
            return new Result<RegexHandle>(error == REG_ESPACE ? Errno.ENOMEM : Errno.EINVAL);
        }
        s_regexCount++;
        return new Result<RegexHandle>(new RegexHandle(s_regexCount));
    }

    /// <summary>
    /// regexec(3): whether some part of the text matches. libc takes working memory of a size that depends on the
    /// expression only, and gives it back; where it gets none, the text does not match.
    /// </summary>
    public static bool MatchesRegex(RegexHandle regex, ReadOnlySpan<byte> textZ)
    {
        Assert.That(regex.Number > 0 && regex.Number <= s_regexCount);
        return Libc.regexec(RegexPointer(regex.Number - 1), (byte*)PathPointer(textZ), 0, null, 0) == 0;
    }

    private static void* RegexPointer(int index)
    {
        Span<ulong> words = s_regexes;
        // SAFETY: static memory does not move.
        return Unsafe.AsPointer(ref words[index * RegexWords]);
    }
}
