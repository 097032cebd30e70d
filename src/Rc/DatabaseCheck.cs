using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>
/// Looks for what a compiler never writes, in time that grows with services and dependencies (s6-rc-db.html, "check").
/// </summary>
internal static class DatabaseCheck
{
    private const byte White = 0;
    private const byte Gray = 1;
    private const byte Black = 2;

    /// <summary>Room for the search: as many of each as there are services.</summary>
    internal readonly ref struct Memory(Span<byte> colors, Span<int> stack, Span<int> next)
    {
        public Span<byte> Colors { get; } = colors;

        public Span<int> Stack { get; } = stack;

        public Span<int> Next { get; } = next;
    }

    /// <summary>What is wrong with the database; reached from one service, and involving another.</summary>
    public static DatabaseFault Find(CompiledDatabase database, Memory memory, out int from, out int involved)
    {
        from = 0;
        involved = 0;
        if (!AreMatched(database, memory.Stack, memory.Next))
        {
            return DatabaseFault.Mismatch;
        }
        if (HasCycle(database, memory, pipelines: false, out from, out involved))
        {
            return DatabaseFault.DependencyCycle;
        }
        if (HasCollision(database, out from, out involved))
        {
            return DatabaseFault.PipelineCollision;
        }
        return HasCycle(database, memory, pipelines: true, out from, out involved)
            ? DatabaseFault.PipelineCycle
            : DatabaseFault.None;
    }

    /// <summary>
    /// Each dependency stands once in both tables. Both are compared as numbers of pairs that must agree for every service, in
    /// both directions: a sum and a sum of products with numbers that nobody chose, so that a match by chance is no concern.
    /// </summary>
    private static bool AreMatched(CompiledDatabase database, Span<int> sums, Span<int> mixed)
    {
        sums.Clear();
        mixed.Clear();
        for (int service = 0; service < database.Count; service++)
        {
            NumberList direct = database.Dependencies(service, up: true);
            for (int i = 0; i < direct.Count; i++)
            {
                int other = direct.Service(i);
                sums[other]++;
                mixed[other] = unchecked(mixed[other] + Mix(service));
            }
        }
        for (int service = 0; service < database.Count; service++)
        {
            NumberList reverse = database.Dependencies(service, up: false);
            for (int i = 0; i < reverse.Count; i++)
            {
                sums[service]--;
                // A sum that wraps around: what was added is taken away again.
                mixed[service] = unchecked(mixed[service] - Mix(reverse.Service(i)));
            }
            if (sums[service] != 0 || mixed[service] != 0)
            {
                return false;
            }
        }
        return true;
    }

    private static int Mix(int service)
    {
        // Wraps around, as hashes do (splitmix64).
        unchecked
        {
            ulong mixed = ((ulong)service + 1) * 0x9e3779b97f4a7c15;
            mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
            return (int)(mixed ^ (mixed >> 31));
        }
    }

    /// <summary>
    /// Services are begun with from the last to the first, as the reference does, whose words name the same two.
    /// </summary>
    private static bool HasCycle(CompiledDatabase database, Memory memory, bool pipelines, out int from, out int involved)
    {
        memory.Colors.Clear();
        involved = 0;
        int count = pipelines ? database.LongrunCount : database.Count;
        for (from = count - 1; from >= 0; from--)
        {
            if (memory.Colors[from] == White && Reaches(database, memory, pipelines, from, out involved))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Walks from a service, deepest first; true where it comes to one that it is on the way of.</summary>
    private static bool Reaches(CompiledDatabase database, Memory memory, bool pipelines, int from, out int involved)
    {
        Span<byte> colors = memory.Colors;
        int depth = 1;
        involved = 0;
        memory.Stack[0] = from;
        memory.Next[0] = 0;
        colors[from] = Gray;
        while (depth > 0)
        {
            int service = memory.Stack[depth - 1];
            NumberList next = pipelines ? database.Producers(service) : database.Dependencies(service, up: true);
            if (memory.Next[depth - 1] == next.Count)
            {
                colors[service] = Black;
                depth--;
                continue;
            }
            int other = next.Service(memory.Next[depth - 1]++);
            if (colors[other] == Gray)
            {
                involved = other;
                return true;
            }
            if (colors[other] == White)
            {
                colors[other] = Gray;
                memory.Stack[depth] = other;
                memory.Next[depth] = 0;
                depth++;
            }
        }
        return false;
    }

    /// <summary>A longrun that is a producer for another than its consumer.</summary>
    private static bool HasCollision(CompiledDatabase database, out int from, out int involved)
    {
        involved = 0;
        for (from = 0; from < database.LongrunCount; from++)
        {
            NumberList producers = database.Producers(from);
            for (int i = 0; i < producers.Count; i++)
            {
                involved = producers.Service(i);
                if (database.Consumer(involved) != from)
                {
                    return true;
                }
            }
        }
        return false;
    }
}
