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
                Recover(i, logger.Peer, pid, descriptor: 0);
                Kernel.Close(process);
            }
            else if (TryFindProcess(scanner, logger.Peer, out pid, out process))
            {
                Recover(i, logger.Peer, pid, descriptor: 1);
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
    /// Takes the pipe that a process has under that number in place of the new one. What is no pipe, or a named one, the
    /// service has put there itself.
    /// </summary>
    private readonly void Recover(int logger, int producer, Pid pid, int descriptor)
    {
        Span<byte> number = stackalloc byte[Limits.DecimalLengthMax];
        PathBuffer path = new(stackalloc byte[Limits.ServiceFileLengthMax]);
        path.Append("/proc/"u8);
        path.Append(number[..Text.Format((ulong)pid.Value, number)]);
        path.Append(descriptor == 0 ? "/fd/0"u8 : "/fd/1"u8);
        // "pipe:[12345]"
        Span<byte> target = stackalloc byte[Limits.ServiceFileLengthMax];
        Result<int> length = Kernel.ReadLink(Fd.CurrentDirectory, path.TextZ, target);
        if (!length.Ok || !((ReadOnlySpan<byte>)target[..length.Value]).StartsWith("pipe:["u8))
        {
            return;
        }
        // Neither end waits for the other while this one is open.
        Result<Fd> both = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK);
        if (!both.Ok)
        {
            return;
        }
        Result<Fd> read = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDONLY);
        Result<Fd> write = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_WRONLY);
        if (read.Ok && write.Ok)
        {
            Exchange(logger, read.Value);
            Exchange(producer, write.Value);
        }
        else
        {
            Close(read.Ok ? read.Value : Fd.None);
            Close(write.Ok ? write.Value : Fd.None);
        }
        Kernel.Close(both.Value);
    }

    private readonly void Exchange(int index, Fd end)
    {
        ClosePipe(index);
        _pipesPlusOne[index] = end.Value + 1;
    }
}
