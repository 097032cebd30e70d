using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// Pipes between services and their loggers. When s6-svscan is killed, only the services' own processes still have theirs:
/// the next s6-svscan gets them back from there, by /proc/PID/fd, before it starts anything.
/// </summary>
internal ref partial struct HostedServices
{
    /// <summary>Behind a scan: gives pairs that neither have a supervisor yet the pipe that they had.</summary>
    public readonly void RecoverPipes(scoped ref Scanner scanner)
    {
        for (int i = 0; i < scanner.Table.End; i++)
        {
            ref ScannedService logger = ref scanner.Table[i];
            if (!logger.Used || !logger.IsLogger || logger.IsAlive || logger.Peer == ScannedService.NoPeer
                || scanner.Table[logger.Peer].IsAlive || _pipesPlusOne[i] == 0)
            {
                continue;
            }
            // What the logger reads is what counts, where it lives.
            if (TryFindProcess(scanner, i, out Pid pid, out Fd process))
            {
                Recover(i, logger.Peer, pid, process, LoggerPipe.Input);
                Kernel.Close(process);
            }
            else if (TryFindProcess(scanner, logger.Peer, out pid, out process))
            {
                Recover(i, logger.Peer, pid, process, LoggerPipe.Output);
                Kernel.Close(process);
            }
        }
    }

    /// <summary>The process of ./run that an earlier supervisor has left, with a descriptor of it.</summary>
    private readonly bool TryFindProcess(scoped in Scanner scanner, int index, out Pid pid, out Fd process)
    {
        pid = Pid.None;
        process = Fd.None;
        Span<byte> bytes = stackalloc byte[SupervisorRecord.Length];
        if (!_slots.TryReadForFile(scanner.Table[index].Device, scanner.Table[index].Inode, bytes))
        {
            PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
            path.Append(scanner.Table.NameZ(index)[..^1]);
            path.Append("/"u8);
            path.Append(ServiceFile.StateZ[..^1]);
            Result<int> read = SmallFile.Read(Fd.CurrentDirectory, path.TextZ, bytes);
            bytes = bytes[..(read.Ok ? read.Value : 0)];
        }
        if (!SupervisorRecord.TryUnpack(bytes, out SupervisorRecord record) || !_slots.IsOfThisBoot(record)
            || !record.Status.IsUp)
        {
            return false;
        }
        pid = record.Status.Pid;
        Errno error = ForeignProcess.Find(pid, record.NotBefore, record.Born, out ProcessFate fate, out process);
        return error.IsNone && fate == ProcessFate.Alive;
    }

    /// <summary>
    /// Takes the pipe that a process has as that stream in place of the new one, where it is one of s6-svscan's.
    /// </summary>
    private readonly void Recover(int logger, int producer, Pid pid, Fd process, int stream)
    {
        // Where that cannot be had now, the new pipe serves their next instances: the logger comes to the end of this one.
        Errno error = LoggerPipe.Open(pid, process, stream, out Fd readEnd, out Fd writeEnd);
        if (error.IsNone && readEnd.IsOpen)
        {
            Exchange(logger, readEnd);
            Exchange(producer, writeEnd);
        }
    }

    private readonly void Exchange(int index, Fd end)
    {
        ClosePipe(index);
        _pipesPlusOne[index] = end.Value + 1;
    }
}
