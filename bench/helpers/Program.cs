using System;
using Sestet.Bench.Helpers;
using Sestet.Linux;

namespace Sestet;

/// <summary>
/// The helper program of the benchmark: its first word says what to do. Under the name `run`, which it has in a service
/// directory, the variable BENCH_SERVICE says it, for there the suite under test gives no words.
/// </summary>
internal static class Program
{
    /// <summary>Wrong words.</summary>
    public const int ExitUsage = 100;

    /// <summary>The kernel refused something.</summary>
    public const int ExitSystem = 111;

    public static int Main(ReadOnlySpan<byte> name, Arguments arguments, EnvironmentBlock environment)
    {
        if (name.SequenceEqual("run"u8))
        {
            return environment.TryGet("BENCH_SERVICE"u8, out ReadOnlySpan<byte> serviceZ)
                ? Service.Run(serviceZ[..^1], environment)
                : ExitUsage;
        }
        if (arguments.Count < 2)
        {
            return ExitUsage;
        }
        ReadOnlySpan<byte> word = arguments[1];
        Arguments rest = arguments.From(2);
        if (word.SequenceEqual("true"u8))
        {
            return 0;
        }
        if (word.SequenceEqual("feeder"u8))
        {
            return Feeder.Run(rest);
        }
        if (word.SequenceEqual("crowd"u8))
        {
            return Crowd.Run(rest, environment);
        }
        if (word.SequenceEqual("spawn"u8))
        {
            return Spawner.Run(rest, environment);
        }
        if (word.SequenceEqual("connect"u8) || word.SequenceEqual("connect-wait"u8))
        {
            return Connector.Run(rest, waits: word.Length > "connect"u8.Length);
        }
        return word.SequenceEqual("launch"u8) ? Launcher.Run(rest, environment) : Service.Run(word, environment);
    }
}
