using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// s6-rc-update: what must stop is stopped by an s6-rc of its own, the databases are exchanged (LiveSwitch), and it ends by
/// becoming the s6-rc that starts what is to be up again.
/// </summary>
internal ref partial struct LiveUpdate
{
    private readonly UpdateOptions _options;
    private readonly EnvironmentBlock _environment;
    private CompiledDatabase _database;
    private NameTable _names;

    public LiveUpdate(in UpdateOptions options, EnvironmentBlock environment)
    {
        this = default;
        _options = options;
        _environment = environment;
    }

    private readonly ReadOnlySpan<byte> Live => _options.Live.Text;

    public Outcome Run()
    {
        ReadOnlySpan<byte> directory = _options.DatabaseZ.Text[..^1];
        int code = LiveLocks.Take(Live, LockKind.Exclusive, _options.Waits);
        code = code == ExitCode.Success ? OpenDatabase.Lock(directory, _options.Waits, out _) : code;
        LiveSwitch change = new()
        {
            Live = Live,
            Link = new PathBuffer(stackalloc byte[Limits.PathLengthMax]),
            Old = new PathBuffer(stackalloc byte[Limits.PathLengthMax]),
            New = new PathBuffer(stackalloc byte[Limits.PathLengthMax]),
            Deadline = _options.Deadline,
            Verbosity = _options.Verbosity,
        };
        code = code == ExitCode.Success && !_options.IsDryRun ? Recover(ref change) : code;
        LiveServices services = default;
        code = code == ExitCode.Success ? services.Open(Live) : code;
        code = code == ExitCode.Success ? OpenDatabase.Open(directory, out _database) : code;
        code = code == ExitCode.Success ? OpenDatabase.OpenNames(directory, _database.Count, out _names) : code;
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        change.Tell("computing state adjustments"u8);
        int from = services.Database.Count;
        Errno error = StartupArena.TryCreate(
            StartupArena.LengthOf<int>(UpdatePlan.NumbersFor(from, _database.Count))
                + StartupArena.LengthOf<bool>(UpdatePlan.FlagsFor(from, _database.Count))
                + ConversionFile.LengthFor(from),
            out StartupArena arena);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        UpdatePlan plan = new(
            services.Database,
            _database,
            arena.Allocate<int>(UpdatePlan.NumbersFor(from, _database.Count)),
            arena.Allocate<bool>(UpdatePlan.FlagsFor(from, _database.Count)));
        code = Convert(services, plan, new ConversionFile(from, ref arena));
        return code == ExitCode.Success ? Carry(services, plan, ref change) : Outcome.Exit(code);
    }

    private readonly Outcome Carry(scoped in LiveServices services, scoped in UpdatePlan plan, scoped ref LiveSwitch change)
    {
        change.Tell("stopping services in the old database"u8);
        Errno error = BuildStop(services.Database, plan, out Arguments stop);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        int code = RunProgram(stop, UpdateExit.FailedNotSwitched, UpdateExit.TimedOutNotSwitched);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(Diagnostics.Fatal(
                code, "first s6-rc invocation "u8, code == UpdateExit.TimedOutNotSwitched ? "timed out"u8 : "failed"u8));
        }
        if (!_options.IsDryRun)
        {
            code = Exchange(services, plan, ref change);
            if (code != ExitCode.Success)
            {
                return Outcome.Exit(code);
            }
        }
        change.Tell("starting services in the new database"u8);
        error = BuildStart(plan, out Arguments start);
        return error.Failed
            ? Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8))
            : Outcome.Chain(start, _environment);
    }

    private readonly int Exchange(scoped in LiveServices services, scoped in UpdatePlan plan, scoped ref LiveSwitch change)
    {
        change.Tell("updating state and service directories"u8);
        int code = services.ReadStates();
        if (code != ExitCode.Success)
        {
            return code;
        }
        plan.Settle(services.States);
        Errno error = ChainMemory.TryAllocateArray(_database.Count + 1, out Span<byte> states);
        for (int i = 0; i < _database.Count && error.IsNone; i++)
        {
            states[i] = plan.IsKept(i) ? ServiceState.Up : (byte)0;
        }
        ReadOnlySpan<byte> lines = default;
        error = error.IsNone ? WriteLines(services.Database, plan, out lines) : error;
        error = error.IsNone ? change.Find() : error;
        error = error.IsNone
            ? change.Prepare(_options.DatabaseZ.Text, _database, plan, states[.._database.Count])
            : error;
        UpdateJournal journal = new(lines);
        if (error.IsNone)
        {
            // Whoever waits for the new directory's lock gets it when this is over.
            code = LiveLocks.Take(change.New.Text, LockKind.Exclusive, wait: false);
            if (code != ExitCode.Success)
            {
                _ = DirectoryTree.Remove(change.New.TextZ);
                return code;
            }
            error = change.Move(journal);
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "update live directory "u8, Live);
        }
        change.Tell("successfully switched to new database"u8);
        return change.Finish(_database, _names, journal, resumes: false);
    }

    /// <summary>Another s6-rc-update may have been killed in the midst of it.</summary>
    private readonly int Recover(scoped ref LiveSwitch change)
    {
        int code = Resume(ref change);
        Errno error = code == ExitCode.Success ? change.Find() : Errno.None;
        error = code == ExitCode.Success && error.IsNone
            ? LiveDirectory.RemoveAbandoned(change.Link.Text, change.Old.Text)
            : error;
        if (error.Failed && _options.Verbosity > 0)
        {
            Diagnostics.WarnUnable(error, "clean up beside "u8, Live);
        }
        return code;
    }

    private readonly int Resume(scoped ref LiveSwitch change)
    {
        Errno error = change.Find();
        UpdateJournal journal = default;
        error = error.IsNone ? UpdateJournal.Read(change.Old.Text, out journal) : error;
        if (error.Failed)
        {
            return error == Errno.ENOENT
                ? ExitCode.Success
                : Diagnostics.Unable(ExitCode.System, error, "read "u8, change.Old.Text, "/update"u8);
        }
        change.New.Truncate(0);
        if (journal.IsForward)
        {
            PutBeside(ref change.New, change.Old.Text, journal.Other);
            error = change.Undo(journal);
            return error.IsNone
                ? ExitCode.Success
                : Diagnostics.Unable(ExitCode.System, error, "undo an update of "u8, change.Old.Text);
        }
        change.New.Append(change.Old.Text);
        change.Old.Truncate(0);
        PutBeside(ref change.Old, change.New.Text, journal.Other);
        PathBuffer compiled = new(stackalloc byte[Limits.PathLengthMax]);
        _ = LiveDirectory.Join(ref compiled, change.New.Text, "/compiled"u8);
        int code = OpenDatabase.Open(compiled.Text, out CompiledDatabase database);
        NameTable names = default;
        code = code == ExitCode.Success ? OpenDatabase.OpenNames(compiled.Text, database.Count, out names) : code;
        code = code == ExitCode.Success ? change.Finish(database, names, journal, resumes: true) : code;
        return code == ExitCode.Success ? StartRest(journal) : code;
    }

    private static void PutBeside(scoped ref PathBuffer path, scoped ReadOnlySpan<byte> other, scoped ReadOnlySpan<byte> name)
    {
        path.Append(other[..^Text.BaseName(other).Length]);
        path.Append(name);
    }

    private readonly int Convert(scoped in LiveServices services, scoped in UpdatePlan plan, ConversionFile conversions)
    {
        PathBuffer directory = new(stackalloc byte[Limits.PathLengthMax]);
        _ = LiveDirectory.Join(ref directory, Live, "/compiled"u8);
        int code = conversions.Read(_options.ConversionsZ.Text, services.Names, services.Database, directory.Text);
        plan.SetStates(services.States);
        for (int i = 0; i < services.Database.Count && code == ExitCode.Success; i++)
        {
            code = ConvertOne(services.Database, plan, conversions, i);
        }
        if (code == ExitCode.Success)
        {
            plan.Compute();
        }
        return code;
    }

    private readonly int ConvertOne(
        CompiledDatabase from, scoped in UpdatePlan plan, scoped in ConversionFile conversions, int service)
    {
        ReadOnlySpan<byte> newName = conversions.NewName(service);
        ReadOnlySpan<byte> name = newName.IsEmpty ? from.Name(service) : newName;
        Errno error = _names.Find(name, out NumberList targets);
        if (error == Errno.ENOENT && newName.IsEmpty)
        {
            plan.Drop(service);
            return ExitCode.Success;
        }
        if (error == Errno.ENOENT)
        {
            PathBuffer text = new(stackalloc byte[Limits.PathLengthMax]);
            text.Append(" is undefined in database "u8);
            text.Append(_options.DatabaseZ.Text[..^1]);
            return Diagnostics.Fatal(DatabaseExit.NotFound, "bad conversion file: new service "u8, name, text.Text);
        }
        if (error.Failed)
        {
            return OpenDatabase.InvalidNames(_options.DatabaseZ.Text[..^1]);
        }
        bool isBundle = targets.Count != 1 || !_database.Name(targets.Service(0)).SequenceEqual(name);
        int twice = plan.Convert(service, targets, isBundle, conversions.Restarts(service));
        if (twice == UpdatePlan.None)
        {
            return ExitCode.Success;
        }
        PathBuffer why = new(stackalloc byte[Limits.PathLengthMax]);
        why.Append(" is a target for more than one conversion, including old service "u8);
        why.Append(from.Name(service));
        return Diagnostics.Fatal(
            UpdateExit.Duplicate, "unable to convert database: new service "u8, _database.Name(twice), why.Text);
    }
}
