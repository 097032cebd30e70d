using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>A logdir among those that are shown.</summary>
internal struct ShownLogdir
{
    public LogSource Source;
    public TextReference PathZ;
    public TextReference Name;

    /// <summary>Of the logdir, while it is there.</summary>
    public int Watch;

    /// <summary>Of the nearest directory above it.</summary>
    public int WatchAbove;
    public bool IsOpen;

    /// <summary>There will be nothing more from it.</summary>
    public bool IsGivenUp;

    /// <summary>Something has happened there since it was read.</summary>
    public bool IsStirred;
}

/// <summary>
/// Shows the lines of logdirs in the order of time, and those that come. All that is there now is merged by the times of
/// the lines; from then on lines are shown as they come, those that are there together in the order of time again.
/// </summary>
internal ref struct LogView
{
    private readonly LogViewOptions _options;
    private readonly Span<ShownLogdir> _logdirs;
    private readonly Span<MergeHead> _heads;
    private readonly LogdirWatch _watch;
    private LogPrinter _printer;
    private ulong _skip;
    private bool _failed;

    private LogView(
        in LogViewOptions options, Span<ShownLogdir> logdirs, Span<MergeHead> heads, LogdirWatch watch, LogPrinter printer)
    {
        _options = options;
        _logdirs = logdirs;
        _heads = heads;
        _watch = watch;
        _printer = printer;
        _skip = 0;
        _failed = false;
    }

    /// <summary>Shows what the options ask for: the exit code.</summary>
    public static int Run(in LogViewOptions options)
    {
        int count = options.Logdirs.Count;
        Errno error = StartupArena.TryCreate(
            StartupArena.LengthOf<ShownLogdir>(count)
            + StartupArena.LengthOf<MergeHead>(count)
            + StartupArena.LengthOf<byte>(Limits.LogOutputLength)
            + count * StartupArena.LengthOf<byte>(Limits.LogWindowLength + 1),
            out StartupArena arena);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8);
        }
        LogdirWatch watch = default;
        error = options.Follows ? LogdirWatch.TryOpen(out watch) : Errno.None;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "watch directories"u8);
        }
        Span<ShownLogdir> logdirs = arena.Allocate<ShownLogdir>(count);
        Span<MergeHead> heads = arena.Allocate<MergeHead>(count);
        LogPrinter printer = new(
            arena.Allocate<byte>(Limits.LogOutputLength), options.IsTerminal, options.HasColours, hasNames: count > 1);
        LogView view = new(options, logdirs, heads, watch, printer);
        for (int i = 0; i < count; i++)
        {
            MemoryRegion window = new(arena.Allocate<byte>(Limits.LogWindowLength + 1));
            view.Prepare(ref logdirs[i], i, window);
        }
        arena.Seal();
        return view.Show();
    }

    private void Prepare(ref ShownLogdir logdir, int index, MemoryRegion window)
    {
        logdir.PathZ = new TextReference(_options.Logdirs.AtZ(index));
        logdir.Name = new TextReference(NameOf(index));
        logdir.Watch = LogdirWatch.None;
        logdir.WatchAbove = LogdirWatch.None;
        logdir.Source.Prepare(window, _options.Environment, _options.Follows);
        Errno error = Open(ref logdir);
        if (error.IsNone && _options.HasCount)
        {
            LogTail tail = new(_options.Count, _options.Filter, _options.Environment, window);
            _skip += tail.Place(ref logdir.Source);
        }
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "open directory "u8, logdir.PathZ.Text[..^1]);
            _failed = true;
        }
    }

    /// <summary>What is behind the last slash, where no other logdir ends so.</summary>
    private readonly ReadOnlySpan<byte> NameOf(int index)
    {
        ReadOnlySpan<byte> own = LogdirName.Short(_options.Logdirs[index]);
        for (int i = 0; i < _options.Logdirs.Count; i++)
        {
            if (i != index && LogdirName.Short(_options.Logdirs[i]).SequenceEqual(own))
            {
                return _options.Logdirs[index];
            }
        }
        return own;
    }

    private int Show()
    {
        _skip = _options.HasCount && _skip > _options.Count ? _skip - _options.Count : 0;
        for (int i = 0; i < _logdirs.Length; i++)
        {
            Load(i);
        }
        Merge();
        // With -n 0 there is nothing to skip, and what comes later never is.
        _skip = 0;
        while (_options.Follows && _printer.Error.IsNone && Wait())
        {
            for (int i = 0; i < _logdirs.Length; i++)
            {
                if (_logdirs[i].IsStirred)
                {
                    _logdirs[i].IsStirred = false;
                    Load(i);
                }
            }
            Merge();
        }
        foreach (ref readonly ShownLogdir logdir in _logdirs)
        {
            _failed |= logdir.Source.Failed;
        }
        if (_printer.Error.Failed && _printer.Error != Errno.EPIPE)
        {
            return Diagnostics.Unable(ExitCode.System, _printer.Error, "write to stdout"u8);
        }
        return _failed ? ExitCode.System : ExitCode.Success;
    }

    /// <summary>Finds the next line of a logdir that is to be shown. A logdir that is gone is looked for again.</summary>
    private void Load(int index)
    {
        ref ShownLogdir logdir = ref _logdirs[index];
        _heads[index].IsThere = false;
        if (!logdir.IsOpen && !TryReopen(ref logdir))
        {
            return;
        }
        ref LogSource source = ref logdir.Source;
        while (true)
        {
            while (source.Next())
            {
                if (!_options.Filter.Passes(source))
                {
                    PassOver(ref source);
                }
                else if (source.SkipCount > 0)
                {
                    source.SkipCount--;
                    PassOver(ref source);
                }
                else
                {
                    _heads[index].IsThere = true;
                    _heads[index].Time = source.Time;
                    return;
                }
            }
            if (!source.Trail.IsLost || !_options.Follows)
            {
                return;
            }
            Lose(ref logdir);
            if (!TryReopen(ref logdir))
            {
                return;
            }
        }
    }

    private static void PassOver(ref LogSource source)
    {
        while (source.IsPart && source.NextPart())
        {
            // The rest of a long line goes with its beginning.
        }
    }

    private void Merge()
    {
        MergeOrder.Find(_heads, out int first, out int second);
        while (first >= 0 && _printer.Error.IsNone)
        {
            ShowLine(first);
            Load(first);
            if (!MergeOrder.StaysFirst(_heads, first, second))
            {
                MergeOrder.Find(_heads, out first, out second);
            }
        }
        _printer.Flush();
    }

    private void ShowLine(int index)
    {
        ref LogSource source = ref _logdirs[index].Source;
        if (_skip > 0)
        {
            _skip--;
            PassOver(ref source);
            return;
        }
        _printer.Begin(source, index, _logdirs[index].Name.Text);
        while (source.IsPart && source.NextPart())
        {
            _printer.Continue(source.Line);
        }
        _printer.End();
    }

    /// <summary>Opens the directory, and watches it, and what is above it, from before that.</summary>
    private readonly Errno Open(ref ShownLogdir logdir)
    {
        ReadOnlySpan<byte> pathZ = logdir.PathZ.Text;
        Errno error = _options.Follows ? Watch(ref logdir) : Errno.None;
        error = error.IsNone ? logdir.Source.Trail.Open(pathZ, _options.Filter.Since) : error;
        logdir.IsOpen = error.IsNone;
        bool mayCome = logdir.WatchAbove != LogdirWatch.None && (error == Errno.ENOENT || error == Errno.ENOTDIR);
        logdir.IsGivenUp = error.Failed && !mayCome;
        // It may have come just before the watch.
        logdir.IsStirred = mayCome && Kernel.Stat(Fd.CurrentDirectory, pathZ) is { Ok: true, Value.IsDirectory: true };
        return error;
    }

    private readonly Errno Watch(ref ShownLogdir logdir)
    {
        Result<int> above = _watch.AddAbove(logdir.PathZ.Text);
        int before = LogdirWatch.None;
        // A directory that came before the one above it was watched is found by looking again.
        while (above.Ok && above.Value != before)
        {
            before = above.Value;
            above = _watch.AddAbove(logdir.PathZ.Text);
        }
        logdir.WatchAbove = above.Ok ? above.Value : LogdirWatch.None;
        Result<int> watch = _watch.Add(logdir.PathZ.Text);
        logdir.Watch = watch.Ok ? watch.Value : LogdirWatch.None;
        return watch.Error;
    }

    private void Lose(ref ShownLogdir logdir)
    {
        logdir.Source.Trail.Leave();
        Forget(ref logdir);
        logdir.IsOpen = false;
    }

    private readonly void Forget(ref ShownLogdir logdir)
    {
        int watch = logdir.Watch;
        int above = logdir.WatchAbove;
        logdir.Watch = LogdirWatch.None;
        logdir.WatchAbove = LogdirWatch.None;
        Forget(watch);
        Forget(above);
    }

    private readonly void Forget(int watch)
    {
        bool isUsed = watch == LogdirWatch.None;
        foreach (ref readonly ShownLogdir logdir in _logdirs)
        {
            isUsed |= logdir.Watch == watch || logdir.WatchAbove == watch;
        }
        if (!isUsed)
        {
            _watch.Remove(watch);
        }
    }

    private readonly bool TryReopen(ref ShownLogdir logdir)
    {
        if (logdir.IsGivenUp || !_options.Follows)
        {
            return false;
        }
        Forget(ref logdir);
        Errno error = Open(ref logdir);
        if (logdir.IsGivenUp)
        {
            Diagnostics.WarnUnable(error, "open directory "u8, logdir.PathZ.Text[..^1]);
            logdir.Source.Failed = true;
        }
        return error.IsNone;
    }

    /// <summary>
    /// Sleeps until something happens in a directory; false where there is nothing to wait for any more, or nobody reads.
    /// </summary>
    private bool Wait()
    {
        bool waits = false;
        foreach (ref readonly ShownLogdir logdir in _logdirs)
        {
            if (logdir.IsStirred)
            {
                return true;
            }
            waits |= !logdir.IsGivenUp;
        }
        Span<PollDescriptor> poll = stackalloc PollDescriptor[2];
        poll[0] = PollDescriptor.ForReading(_watch.Events);
        // Asked for nothing, it tells that the other end was closed.
        poll[1] = new PollDescriptor { Descriptor = Fd.StandardOutput.Value };
        Result<int> ready = waits ? Kernel.Poll(poll, -1) : new Result<int>(0);
        if (!ready.Ok)
        {
            Diagnostics.WarnUnable(ready.Error, "poll"u8);
            _failed = true;
            return false;
        }
        return waits && poll[1].Returned == 0 && ReadEvents();
    }

    private bool ReadEvents()
    {
        Span<byte> buffer = stackalloc byte[Limits.DirectoryEventsLength];
        Result<int> read = Kernel.Read(_watch.Events, buffer);
        if (!read.Ok)
        {
            Diagnostics.WarnUnable(read.Error, "read changes of directories"u8);
            _failed = true;
            return false;
        }
        ReadOnlySpan<byte> events = buffer[..read.Value];
        int length = 0;
        for (; !events.IsEmpty; events = events[length..])
        {
            foreach (ref ShownLogdir logdir in _logdirs)
            {
                logdir.IsStirred |= LogdirWatch.IsOf(events, logdir.Watch, out length)
                    || LogdirWatch.IsOf(events, logdir.WatchAbove, out length);
            }
        }
        return true;
    }
}
