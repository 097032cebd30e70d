using System;
using Sestet.Base;
using Sestet.Simulation;

namespace Sestet.Linux;

// What the commands of execline ask for beyond that. None of them runs in a simulation, where a service is an actor.
internal static unsafe partial class Kernel
{
    public static Result<int> PipeSize(Fd pipe) => new(Absent(SystemCall.Own));

    public static int CompileRegex(
        ReadOnlySpan<byte> patternZ, int flags, Span<byte> message, out CompiledRegex regex, out int messageLength)
    {
        messageLength = 0;
        return CompileRegex(patternZ, flags, out regex).Value;
    }

    public static bool MatchesRegex(in CompiledRegex regex, ReadOnlySpan<byte> textZ, Span<RegexMatch> matches) =>
        MatchesRegex(regex, textZ, 0);

    public static bool MatchesPattern(ReadOnlySpan<byte> patternZ, ReadOnlySpan<byte> textZ, int flags) =>
        patternZ.SequenceEqual(textZ);
}
