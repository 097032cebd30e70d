using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// A POSIX extended regular expression, as libc matches it: bytes, not characters, and case counts. Expressions are
/// compiled at start and kept for good.
/// </summary>
internal readonly struct Regex
{
    private readonly CompiledRegex _compiled;

    private Regex(in CompiledRegex compiled) => _compiled = compiled;

    /// <summary>
    /// Compiles an expression; an empty one matches everything. EINVAL where it is none. The first match is done here,
    /// so that the heap that later ones use is there before a daemon begins to work.
    /// </summary>
    public static Errno TryCompile(ReadOnlySpan<byte> patternZ, int flags, out Regex regex)
    {
        regex = default;
        // libc takes the empty expression too; other C libraries do not, and the reference writes it so.
        Errno error = Kernel.CompileRegex(
            patternZ.Length == 1 ? ".*\0"u8 : patternZ,
            flags | RegexFlags.REG_EXTENDED | RegexFlags.REG_NOSUB,
            out CompiledRegex compiled);
        if (error.Failed)
        {
            return error;
        }
        regex = new Regex(compiled);
        _ = regex.Matches("\0"u8);
        return Errno.None;
    }

    /// <summary>
    /// The same for a basic expression, unless the flags say otherwise, and without a first match: for commands that end. False
    /// with what is wrong with it, in the message.
    /// </summary>
    public static bool TryCompileLines(
        ReadOnlySpan<byte> patternZ, int flags, scoped Span<byte> message, out Regex regex, out int messageLength)
    {
        int error = Kernel.CompileRegex(
            patternZ, flags | RegexFlags.REG_NOSUB, message, out CompiledRegex compiled, out messageLength);
        regex = error == 0 ? new Regex(compiled) : default;
        return error == 0;
    }

    /// <summary>Gives its memory back; it must not be used any more.</summary>
    public void Free() => Kernel.FreeRegex(_compiled);

    /// <summary>Whether some part of the text, which holds no other NUL than its last byte, matches.</summary>
    public bool Matches(ReadOnlySpan<byte> textZ) => Matches(textZ, whole: true);

    /// <summary>The same; where the text is not whole, no $ matches at its end.</summary>
    public bool Matches(ReadOnlySpan<byte> textZ, bool whole)
    {
        Assert.That(textZ[^1] == 0);
        return Kernel.MatchesRegex(_compiled, textZ, whole ? 0 : RegexFlags.REG_NOTEOL);
    }
}
