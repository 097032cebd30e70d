using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>Reads the scan directory, which is the current directory, and shows a Scanner what is there.</summary>
internal ref struct ScanReader
{
    private const uint RetryAfterOpenSeconds = 5;
    private const uint RetryAfterStatSeconds = 4;
    private const uint RetryAfterPipeSeconds = 3;
    private const uint RetryWhenBusySeconds = 10;
    private const uint RetryWhenFullSeconds = 60;

    private readonly Span<int> _pipesPlusOne;
    private readonly int _nameLengthMax;
    private readonly Instant _now;
    private uint _retrySeconds;
    private bool _whole;
    private bool _full;

    public ScanReader(Span<int> pipesPlusOne, int nameLengthMax, Instant now)
    {
        _pipesPlusOne = pipesPlusOne;
        _nameLengthMax = nameLengthMax;
        _now = now;
        _retrySeconds = 0;
        _whole = true;
        _full = false;
    }

    public void Scan(ref Scanner scanner, ref AdoptedSupervisors adopted)
    {
        scanner.BeginScan();
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, ".\0"u8);
        if (!directory.Ok)
        {
            Diagnostics.WarnUnable(directory.Error, "opendir ."u8);
            Postpone(RetryAfterOpenSeconds);
        }
        else
        {
            Read(directory.Value, ref scanner, ref adopted);
            Kernel.Close(directory.Value);
        }
        scanner.EndScan(_whole, _retrySeconds, _now);
    }

    private void Read(Fd directory, ref Scanner scanner, ref AdoptedSupervisors adopted)
    {
        DirectoryReader reader = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (reader.Next(out ReadOnlySpan<byte> nameZ))
        {
            if (nameZ[0] == '.')
            {
                continue;
            }
            if (nameZ.Length - 1 > _nameLengthMax)
            {
                Diagnostics.Warn("name too long - not spawning service: "u8, nameZ[..^1]);
                continue;
            }
            ReadService(nameZ, ref scanner, ref adopted);
        }
        if (reader.Error.Failed)
        {
            Diagnostics.WarnUnable(reader.Error, "readdir ."u8);
            Postpone(RetryAfterOpenSeconds);
        }
    }

    /// <summary>The scan is not whole: what it did not see is not gone for that.</summary>
    private void Postpone(uint seconds)
    {
        _whole = false;
        Retry(seconds);
    }

    private void Retry(uint seconds) => _retrySeconds = _retrySeconds == 0 ? seconds : Math.Min(_retrySeconds, seconds);

    private void ReadService(scoped ReadOnlySpan<byte> nameZ, ref Scanner scanner, ref AdoptedSupervisors adopted)
    {
        ReadOnlySpan<byte> name = nameZ[..^1];
        if (!TryStat(nameZ, out FileStatus status) || !status.IsDirectory)
        {
            return;
        }
        Observation observation = scanner.Observe(name, status.Device, status.Inode, _now, out int index);
        if (!IsAccepted(observation, name, ""u8))
        {
            return;
        }
        if (observation == Observation.Added && adopted.Follows && !TryAdopt(index, name, ref scanner, ref adopted))
        {
            scanner.Withdraw(index);
            return;
        }
        bool hasLogger = ReadLogger(nameZ, index, isNew: observation == Observation.Added, ref scanner, ref adopted);
        // Without its pipe it would write to the wrong place: better not to start it yet.
        scanner.Table[index].AwaitsPipe = !hasLogger && _pipesPlusOne[index] == 0;
        if (!hasLogger && observation == Observation.Added && scanner.Table[index].Pid.IsNone)
        {
            scanner.Withdraw(index);
        }
    }

    /// <summary>
    /// Adopts the supervisor that it may have. False where that cannot be seen now: a second one would be of no use, and
    /// would not have the same pipe.
    /// </summary>
    private bool TryAdopt(
        int index, scoped ReadOnlySpan<byte> name, scoped ref Scanner scanner, scoped ref AdoptedSupervisors adopted)
    {
        Errno error = adopted.Adopt(ref scanner, index, _now);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "look for the supervisor of "u8, name);
            Postpone(RetryAfterPipeSeconds);
        }
        return error.IsNone;
    }

    /// <summary>False where there is a logger and it cannot be had now.</summary>
    private bool ReadLogger(
        scoped ReadOnlySpan<byte> nameZ, int producer, bool isNew, ref Scanner scanner, ref AdoptedSupervisors adopted)
    {
        ReadOnlySpan<byte> name = nameZ[..^1];
        PathBuffer path = new(stackalloc byte[(int)Limits.ServiceNameLengthMax + Limits.LogSuffixLength]);
        path.Append(name);
        path.Append("/log"u8);
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, path.TextZ);
        if (status.Error == Errno.ENOENT || (status.Ok && !status.Value.IsDirectory))
        {
            bool hadLogger = scanner.Table[producer].Peer != ScannedService.NoPeer;
            if ((isNew || hadLogger) && !TryStat(nameZ, out _))
            {
                // A service that was taken away whole since it was seen is gone: its logger is not what it lacks.
                scanner.Table[producer].Seen = false;
            }
            else if (hadLogger)
            {
                Diagnostics.Warn("logger for service "u8, name, " has been moved"u8);
            }
            return true;
        }
        if (!status.Ok)
        {
            Diagnostics.WarnUnable(status.Error, "stat "u8, path.Text);
            Postpone(RetryAfterStatSeconds);
            return false;
        }
        Observation observation = scanner.ObserveLogger(
            producer, name, status.Value.Device, status.Value.Inode, _now, out int logger);
        if (!IsAccepted(observation, name, "/log"u8))
        {
            return false;
        }
        if (observation != Observation.Added)
        {
            return true;
        }
        bool found = false;
        bool unseen = adopted.Follows && !TryFindPipe(producer, logger, name, ref scanner, ref adopted, out found);
        if (!unseen && (found || TryMakePipe(producer, logger, name)))
        {
            return true;
        }
        adopted.GiveUp(ref scanner, logger);
        scanner.Withdraw(logger);
        return false;
    }

    /// <summary>
    /// Takes the pipe that an earlier s6-svscan has made, with what is in it, where there is one. False where that cannot be
    /// seen now.
    /// </summary>
    private bool TryFindPipe(
        int producer,
        int logger,
        scoped ReadOnlySpan<byte> name,
        scoped ref Scanner scanner,
        scoped ref AdoptedSupervisors adopted,
        out bool found)
    {
        found = false;
        if (!TryAdopt(logger, name, ref scanner, ref adopted))
        {
            return false;
        }
        Errno error = LoggerPipe.Find(
            scanner.Table[producer].Pid,
            adopted.Process(producer),
            scanner.Table[logger].Pid,
            adopted.Process(logger),
            name,
            out Fd readEnd,
            out Fd writeEnd);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "look for the pipe to "u8, name, "/log"u8);
            Postpone(RetryAfterPipeSeconds);
            return false;
        }
        found = readEnd.IsOpen;
        if (found)
        {
            KeepPipe(producer, logger, readEnd, writeEnd);
        }
        else if (adopted.Process(producer).IsOpen || adopted.Process(logger).IsOpen)
        {
            Diagnostics.Warn("the pipe to "u8, name, "/log is not found again: a new one is for its next instances"u8);
        }
        return true;
    }

    private bool TryMakePipe(int producer, int logger, scoped ReadOnlySpan<byte> name)
    {
        Errno error = Kernel.Pipe(out Fd readEnd, out Fd writeEnd);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "create pipe for "u8, name, "/log"u8);
            Postpone(RetryAfterPipeSeconds);
            return false;
        }
        KeepPipe(producer, logger, readEnd, writeEnd);
        return true;
    }

    private readonly void KeepPipe(int producer, int logger, Fd readEnd, Fd writeEnd)
    {
        Assert.That(_pipesPlusOne[logger] == 0);
        if (_pipesPlusOne[producer] != 0)
        {
            // That of its logger before, which it has kept while it was hosted: it gets this one when it starts again.
            Kernel.Close(new Fd(_pipesPlusOne[producer] - 1));
        }
        _pipesPlusOne[producer] = writeEnd.Value + 1;
        _pipesPlusOne[logger] = readEnd.Value + 1;
    }

    private bool IsAccepted(Observation observation, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> suffix)
    {
        switch (observation)
        {
            case Observation.TooMany:
                if (!_full)
                {
                    Diagnostics.WarnUnable(Errno.None, "start supervisor for "u8, name, suffix, ": too many services"u8);
                }
                _full = true;
                Retry(RetryWhenFullSeconds);
                return false;
            case Observation.Busy:
                Diagnostics.Warn("old service "u8, name, " still exists, waiting"u8);
                // Nothing was missed: a kill that waits for a whole scan may be what ends the old service.
                Retry(RetryWhenBusySeconds);
                return false;
            case Observation.Known:
            case Observation.Added:
            default:
                return true;
        }
    }

    /// <summary>
    /// What has just gone, or is a link to nothing, is no service; any other error is worth another scan.
    /// </summary>
    private bool TryStat(scoped ReadOnlySpan<byte> nameZ, out FileStatus status)
    {
        Result<FileStatus> result = Kernel.Stat(Fd.CurrentDirectory, nameZ);
        status = result.Ok ? result.Value : default;
        if (!result.Ok)
        {
            Diagnostics.WarnUnable(result.Error, "stat "u8, nameZ[..^1]);
            if (result.Error != Errno.ENOENT && result.Error != Errno.ELOOP && result.Error != Errno.EACCES)
            {
                Postpone(RetryAfterStatSeconds);
            }
        }
        return result.Ok;
    }
}
