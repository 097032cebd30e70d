using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Bench.Helpers;

/// <summary>
/// `spawn N PROGRAM…` runs a program N times, one after another, and prints the CPU time of all together in
/// nanoseconds, and how many failed. `spawn N PROGRAM… ; PROGRAM…` runs the first before each, without counting it.
/// Processes that a program leaves behind are waited for, and counted as its own.
/// </summary>
internal static class Spawner
{
    private const uint CountMax = 1_000_000;

    public static int Run(Arguments arguments, EnvironmentBlock environment)
    {
        if (arguments.Count < 2 || !Text.TryParse(arguments[0], out uint count) || count is 0 or > CountMax)
        {
            return Program.ExitUsage;
        }
        Arguments program = arguments.From(1);
        Span<nint> slots = stackalloc nint[64];
        ArgumentList first = new(slots);
        int separator = IndexOfSeparator(program);
        if (separator == 0 || separator == program.Count - 1 || separator >= slots.Length - 1)
        {
            return Program.ExitUsage;
        }
        if (separator > 0)
        {
            first.Add(program.To(separator));
            program = program.From(separator + 1);
        }
        Result<Fd> standardOutput = Kernel.DuplicateAbove(Fd.StandardOutput, 10);
        if (!standardOutput.Ok || !TryUseNull() || Kernel.AdoptOrphans().Failed)
        {
            return Program.ExitSystem;
        }
        ulong total = 0;
        ulong failures = 0;
        for (uint i = 0; i < count; i++)
        {
            bool prepared = separator <= 0 || TryRun(first.Arguments, environment, out _);
            bool ok = TryRun(program, environment, out ulong cpu);
            total += cpu;
            failures += prepared && ok ? 0u : 1u;
        }
        return Print(standardOutput.Value, total, failures);
    }

    private static int IndexOfSeparator(Arguments arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            if (arguments[i].SequenceEqual(";"u8))
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>The programs read nothing, and what they print goes nowhere.</summary>
    private static bool TryUseNull()
    {
        Result<Fd> nothing = Kernel.Open(Fd.CurrentDirectory, "/dev/null\0"u8, OpenFlags.O_RDWR);
        return nothing.Ok && Kernel.DuplicateTo(nothing.Value, 0).IsNone && Kernel.DuplicateTo(nothing.Value, 1).IsNone;
    }

    private static bool TryRun(Arguments program, EnvironmentBlock environment, out ulong cpu)
    {
        cpu = 0;
        SpawnRequest request = new() { PathZ = program.AtZ(0), Arguments = program, Environment = environment };
        Result<Pid> child = Kernel.Spawn(request);
        if (!child.Ok)
        {
            return false;
        }
        bool ok = false;
        while (true)
        {
            // Ends when no child is left.
            Result<ChildExit> ended = Kernel.WaitFor(new Pid(-1), out ulong used);
            if (!ended.Ok)
            {
                return ok && ended.Error == Errno.ECHILD;
            }
            cpu += used;
            if (ended.Value.Pid.Value == child.Value.Value)
            {
                ok = ended.Value.Status.Bits == 0;
            }
        }
    }

    private static int Print(Fd output, ulong total, ulong failures)
    {
        Span<byte> line = stackalloc byte[2 * Limits.DecimalLengthMax + 2];
        int length = Text.Format(total, line);
        line[length++] = (byte)' ';
        length += Text.Format(failures, line[length..]);
        line[length++] = (byte)'\n';
        Result<int> written = Kernel.Write(output, line[..length]);
        return written.Ok && written.Value == length ? 0 : Program.ExitSystem;
    }
}
