using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Machine.Host;

/// <summary>Reads /proc as one list of processes. One that ends meanwhile is not in it.</summary>
internal ref struct ProcessList
{
    /// <summary>Room that is there at first.</summary>
    private const int RoomAtFirst = 512;

    private Span<ProcessRecord> _processes;
    private TextPool _pool;

    public bool ReadsArguments { get; init; }

    public bool ReadsEnvironments { get; init; }

    public int Count { get; private set; }

    public readonly Span<ProcessRecord> Processes => _processes[..Count];

    /// <summary>Where the texts of the processes are.</summary>
    public readonly TextPool Pool => _pool;

    public Errno Read()
    {
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, "/proc\0"u8);
        if (!directory.Ok)
        {
            return directory.Error;
        }
        DirectoryReader names = new(directory.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        Errno error = Errno.None;
        while (error.IsNone && names.Next(out ReadOnlySpan<byte> nameZ))
        {
            if (Text.TryParse(nameZ[..^1], out uint pid))
            {
                error = Add(directory.Value, nameZ, pid);
            }
        }
        Kernel.Close(directory.Value);
        return error.Failed ? error : names.Error.Failed ? names.Error : SortByPid();
    }

    private Errno Add(Fd directory, scoped ReadOnlySpan<byte> nameZ, uint pid)
    {
        Errno error = Count < _processes.Length ? Errno.None : Grow();
        if (error.Failed)
        {
            return error;
        }
        Result<Fd> opened = Kernel.OpenDirectory(directory, nameZ);
        if (!opened.Ok)
        {
            // It has ended, or may not be looked at; anything else keeps the list from being whole.
            return opened.Error.IsShortage ? opened.Error : Errno.None;
        }
        int length = _pool.Length;
        error = ReadOne(opened.Value, pid, out ProcessRecord process);
        Kernel.Close(opened.Value);
        if (error.IsNone)
        {
            _processes[Count] = process;
            Count++;
            return Errno.None;
        }
        _pool.Truncate(length);
        return error.IsShortage ? error : Errno.None;
    }

    private Errno ReadOne(Fd directory, uint pid, out ProcessRecord process)
    {
        process = new ProcessRecord { Pid = pid };
        Result<FileStatus> status = Kernel.Stat(directory);
        if (!status.Ok)
        {
            return status.Error;
        }
        process.Uid = status.Value.Uid;
        process.Gid = status.Value.Gid;
        Errno error = ReadFile(directory, "stat\0"u8, out TextRange stat);
        if (error.Failed || !process.TryParse(_pool.Of(stat)))
        {
            return error.Failed ? error : Errno.EPROTO;
        }
        _pool.Truncate(stat.Start);
        error = ReadFile(directory, "comm\0"u8, out TextRange command);
        if (error.Failed)
        {
            return error;
        }
        bool endsLine = command.Length > 0 && _pool.Text[^1] == '\n';
        process.Command = new TextRange(command.Start, command.Length - (endsLine ? 1 : 0));
        if (ReadsArguments)
        {
            error = ReadFile(directory, "cmdline\0"u8, out process.Arguments);
            process.HidesArguments = error == Errno.EACCES || error == Errno.EPERM;
            if (error.Failed && !process.HidesArguments)
            {
                return error;
            }
        }
        if (ReadsEnvironments)
        {
            // What cannot be read is shown as hidden.
            error = ReadFile(directory, "environ\0"u8, out process.Environment);
        }
        return error.IsShortage ? error : Errno.None;
    }

    private Errno ReadFile(Fd directory, ReadOnlySpan<byte> nameZ, out TextRange range)
    {
        int start = _pool.Length;
        Errno error = _pool.AppendFile(directory, nameZ);
        if (error.Failed)
        {
            _pool.Truncate(start);
        }
        range = new TextRange(start, _pool.Length - start);
        return error;
    }

    private Errno Grow()
    {
        int room = Math.Max(_processes.Length * 2, RoomAtFirst);
        Errno error = ChainMemory.TryAllocateArray(room, out Span<ProcessRecord> more);
        if (error.IsNone)
        {
            _processes.CopyTo(more);
            _processes = more;
        }
        return error;
    }

    private Errno SortByPid()
    {
        Errno error = ChainMemory.TryAllocateArray(Count, out Span<int> order);
        if (error.IsNone)
        {
            error = ChainMemory.TryAllocateArray(Count, out Span<ProcessRecord> sorted);
            if (error.IsNone)
            {
                ProcessOrder.Sort(Processes, order);
                for (int i = 0; i < Count; i++)
                {
                    sorted[i] = _processes[order[i]];
                }
                _processes = sorted;
            }
        }
        return error;
    }
}
