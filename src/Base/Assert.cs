using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Sestet.Base;

/// <summary>
/// Assertions that stay in the shipped program. They state what this program controls; what a user, a file or a peer
/// controls is an error path instead.
/// </summary>
internal static class Assert
{
    /// <summary>Ends the program with code 101, naming the file and line, when the condition does not hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void That(
        [DoesNotReturnIf(false)] bool condition,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (!condition)
        {
            Fatal.AssertionFailed(file, line);
        }
    }
}
