using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Bench.Helpers;

/// <summary>
/// `crowd N` starts N services that are like those of a tree, of the kind `stamp`, without a supervisor, and sleeps. Each
/// has a session of its own, as in a tree: the kernel keeps a scheduling group for each session, of 2 kB on two processors.
/// </summary>
internal static class Crowd
{
    private const uint CountMax = 100_000;

    public static int Run(Arguments arguments, EnvironmentBlock environment)
    {
        if (arguments.Count != 1 || !Text.TryParse(arguments[0], out uint count) || count is 0 or > CountMax)
        {
            return Program.ExitUsage;
        }
        ArgumentList words = new(stackalloc nint[3]);
        words.Add("bench-helper\0"u8);
        words.Add("stamp\0"u8);
        SpawnRequest request = new()
        {
            PathZ = Kernel.ExecutedPathZ(),
            Arguments = words.Arguments,
            Environment = environment,
            NewSession = true,
        };
        for (uint i = 0; i < count; i++)
        {
            if (!Kernel.Spawn(request).Ok)
            {
                return Program.ExitSystem;
            }
        }
        while (true)
        {
            // Endless: a signal ends it.
            _ = Kernel.Poll(default, -1);
        }
    }
}
