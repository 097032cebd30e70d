using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <content>The command lines of s6-rc, and the lines of the journal.</content>
internal ref partial struct LiveUpdate
{
    /// <summary>Words beside the names of services.</summary>
    private const int FixedWords = 20;

    private const int NumberLength = 24;

    private readonly Errno BuildStop(CompiledDatabase from, scoped in UpdatePlan plan, out Arguments words)
    {
        Errno error = BeginLine(from.Count, _options.ForcesEssential ? "-D\0"u8 : "-d\0"u8, out words, out ArgumentList list);
        for (int i = from.Count - 1; i >= 0 && error.IsNone; i--)
        {
            if (plan.IsCause(i))
            {
                list.Add(from.NameZ(i));
            }
        }
        words = error.IsNone ? list.Arguments : words;
        return error;
    }

    private readonly Errno BuildStart(scoped in UpdatePlan plan, out Arguments words)
    {
        Errno error = BeginLine(_database.Count, "-u\0"u8, out words, out ArgumentList list);
        for (int i = _database.Count - 1; i >= 0 && error.IsNone; i--)
        {
            if (plan.Starts(i))
            {
                list.Add(_database.NameZ(i));
            }
        }
        words = error.IsNone ? list.Arguments : words;
        return error;
    }

    private readonly Errno BeginLine(int names, ReadOnlySpan<byte> directionZ, out Arguments words, out ArgumentList list)
    {
        words = default;
        list = default;
        Errno error = ChainMemory.TryAllocateArray(names + FixedWords, out Span<nint> slots);
        if (error.Failed)
        {
            return error;
        }
        list = new ArgumentList(slots);
        error = CopyTexts(out ReadOnlySpan<byte> verbosityZ, out ReadOnlySpan<byte> timeoutZ, out ReadOnlySpan<byte> liveZ);
        if (error.Failed)
        {
            return error;
        }
        if (_options.IsDryRun)
        {
            list.Add("s6-rc-dryrun\0"u8);
            list.Add("-v\0"u8);
            list.Add(verbosityZ);
            list.Add("-t0\0"u8);
            list.Add("--\0"u8);
        }
        list.Add("s6-rc\0"u8);
        list.Add("-v\0"u8);
        list.Add(verbosityZ);
        list.Add("-t\0"u8);
        list.Add(timeoutZ);
        list.Add("-l\0"u8);
        list.Add(liveZ);
        if (!_options.IsDryRun)
        {
            list.Add("--no-lock\0"u8);
        }
        list.Add(directionZ);
        list.Add("--\0"u8);
        list.Add("change\0"u8);
        words = list.Arguments;
        return Errno.None;
    }

    /// <summary>They must outlive this command.</summary>
    private readonly Errno CopyTexts(
        out ReadOnlySpan<byte> verbosityZ, out ReadOnlySpan<byte> timeoutZ, out ReadOnlySpan<byte> liveZ)
    {
        const long nanosecondsPerMs = 1_000_000;
        verbosityZ = default;
        timeoutZ = default;
        liveZ = default;
        Errno error = ChainMemory.TryAllocateArray(2 * NumberLength + Live.Length + 1, out Span<byte> text);
        if (error.Failed)
        {
            return error;
        }
        PathBuffer verbosity = new(text[..NumberLength]);
        PathBuffer timeout = new(text.Slice(NumberLength, NumberLength));
        verbosity.Append(_options.Verbosity);
        long left = _options.Deadline.IsInfinite
            ? 0
            : Math.Max(1, _options.Deadline.Until(Kernel.Now()) / nanosecondsPerMs);
        timeout.Append((ulong)left);
        Live.CopyTo(text[(2 * NumberLength)..]);
        verbosityZ = verbosity.TextZ;
        timeoutZ = timeout.TextZ;
        liveZ = text.Slice(2 * NumberLength, Live.Length + 1);
        return Errno.None;
    }

    /// <summary>Runs a program to its end; its codes 1 and 2 become these.</summary>
    private readonly int RunProgram(Arguments words, int failed, int timedOut)
    {
        SpawnRequest request = new() { PathZ = words.AtZ(0), Arguments = words, Environment = _environment };
        Result<Pid> child = Kernel.Spawn(request);
        if (!child.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, child.Error, "spawn "u8, words[0]);
        }
        Result<ChildExit> exit = Kernel.WaitFor(child.Value, wait: true);
        if (!exit.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, exit.Error, "wait for "u8, words[0]);
        }
        WaitStatus status = exit.Value.Status;
        return !status.IsExited ? failed : status.ExitCode switch
        {
            ExitCode.Success => ExitCode.Success,
            ChangeExit.TimedOut => timedOut,
            _ => failed,
        };
    }

    /// <summary>Starts what an s6-rc-update that was killed would have started.</summary>
    private readonly int StartRest(UpdateJournal journal)
    {
        int count = 0;
        journal.Rewind();
        while (journal.Next(out ReadOnlySpan<byte> from, out _))
        {
            count += from.IsEmpty ? 1 : 0;
        }
        Errno error = BeginLine(count, "-u\0"u8, out _, out ArgumentList list);
        journal.Rewind();
        while (error.IsNone && journal.Next(out ReadOnlySpan<byte> from, out ReadOnlySpan<byte> to))
        {
            if (from.IsEmpty)
            {
                error = ChainMemory.TryAllocateArray(to.Length + 1, out Span<byte> nameZ);
                if (error.IsNone)
                {
                    to.CopyTo(nameZ);
                    nameZ[to.Length] = 0;
                    list.Add(nameZ);
                }
            }
        }
        return error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8)
            : RunProgram(list.Arguments, ChangeExit.Failed, ChangeExit.TimedOut);
    }

    /// <summary>What the switch does with each longrun, and what is to be started behind it (UpdateJournal).</summary>
    private readonly Errno WriteLines(CompiledDatabase from, scoped in UpdatePlan plan, out ReadOnlySpan<byte> lines)
    {
        lines = default;
        Errno error = ChainMemory.TryAllocateArray(from.LongrunCount + 1, out Span<int> successors);
        if (error.Failed)
        {
            return error;
        }
        successors.Fill(UpdatePlan.None);
        long length = 1;
        for (int i = 0; i < _database.Count; i++)
        {
            length += _database.Name(i).Length + 2;
            if (_database.IsLongrun(i) && plan.IsKept(i))
            {
                successors[plan.Predecessor(i)] = i;
            }
        }
        for (int i = 0; i < from.LongrunCount; i++)
        {
            length += from.Name(i).Length + 2;
        }
        if (length > int.MaxValue)
        {
            return Errno.ENOMEM;
        }
        error = ChainMemory.TryAllocateArray((int)length, out Span<byte> text);
        if (error.Failed)
        {
            return error;
        }
        PathBuffer written = new(text);
        for (int i = 0; i < from.LongrunCount; i++)
        {
            written.Append(from.Name(i));
            written.Append("/"u8);
            written.Append(successors[i] == UpdatePlan.None ? default : _database.Name(successors[i]));
            written.Append("\n"u8);
        }
        for (int i = 0; i < _database.Count; i++)
        {
            if (plan.Starts(i))
            {
                written.Append("/"u8);
                written.Append(_database.Name(i));
                written.Append("\n"u8);
            }
        }
        Assert.That(!written.Overflowed);
        lines = written.Text;
        return Errno.None;
    }
}
