using System;
using Sestet.Bench.Helpers;
using Sestet.Chaos.Helper;
using Sestet.Linux;

namespace Sestet;

/// <summary>
/// The helper program of the chaos test. As `run` it is the service or the logger in whose directory it is, as `finish` its
/// finish program; `launch` starts the scanner.
/// </summary>
internal static class Program
{
    /// <summary>Wrong words.</summary>
    public const int ExitUsage = 100;

    /// <summary>The kernel refused something, or another instance runs.</summary>
    public const int ExitSystem = 111;

    public static int Main(ReadOnlySpan<byte> name, Arguments arguments, EnvironmentBlock environment)
    {
        if (name.SequenceEqual("run"u8) || name.SequenceEqual("finish"u8))
        {
            return Role.Run(isFinish: name.SequenceEqual("finish"u8), environment);
        }
        return arguments.Count > 1 && arguments[1].SequenceEqual("launch"u8)
            ? Launcher.Run(arguments.From(2), environment)
            : ExitUsage;
    }
}
