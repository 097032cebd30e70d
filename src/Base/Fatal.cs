using System;
using System.Diagnostics.CodeAnalysis;

namespace Sestet.Base;

/// <summary>What a failed assertion comes to: exit code 101 in the program, an exception under .NET.</summary>
internal static class Fatal
{
    [DoesNotReturn]
    public static void AssertionFailed(string file, int line)
    {
#if FREESTANDING
        Panic.AssertionFailed(file, line);
        // Never reached. By it the JIT sees that nothing in the caller need be kept across the call.
        while (true)
        {
        }
#else
        throw new InvalidOperationException($"assertion failed at {file}:{line}");
#endif
    }
}
