using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Sestet.Base;

/// <summary>What a failed assertion comes to: exit code 101 in the program, an exception under .NET.</summary>
internal static class Fatal
{
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void AssertionFailed(string file, int line)
    {
#if FREESTANDING
        Panic.AssertionFailed(file, line);
#else
        throw new InvalidOperationException($"assertion failed at {file}:{line}");
#endif
    }
}
