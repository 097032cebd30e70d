using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// The supervisors that are no children of this s6-svscan, for an earlier one that was killed has started them: whoever
/// holds the lock of a service's directory is its supervisor. They are known by descriptors of their processes
/// (pidfd_open(2)), which tell of their ends.
/// </summary>
internal ref struct AdoptedSupervisors
{
    /// <summary>The descriptors that s6-svscan waits on in any case come first in Polls.</summary>
    public const int FirstPoll = 3;

    private readonly Span<int> _processesPlusOne;
    private readonly Span<PollDescriptor> _polls;

    /// <summary>Zeroed slots, one for each service, and FirstPoll more to wait on.</summary>
    public AdoptedSupervisors(Span<int> processesPlusOne, Span<PollDescriptor> polls, bool follows)
    {
        Assert.That(polls.Length == processesPlusOne.Length + FirstPoll);
        _processesPlusOne = processesPlusOne;
        _polls = polls;
        Follows = follows;
        Count = 0;
    }

    /// <summary>An s6-svscan ran on this directory before: its supervisors may live.</summary>
    public bool Follows { get; }

    public int Count { get; private set; }

    /// <summary>The process of the supervisor of that index, where it was adopted.</summary>
    public readonly Fd Process(int index) => Count == 0 ? Fd.None : new Fd(_processesPlusOne[index] - 1);

    /// <summary>
    /// The supervisor that holds the lock of a service, if there is one, becomes that service's, as if it had been started
    /// here. An error is a shortage that will pass, and says nothing of it.
    /// </summary>
    public Errno Adopt(ref Scanner scanner, int index, Instant now)
    {
        Errno error = Find(scanner.Table.NameZ(index)[..^1], out Pid pid, out Fd process);
        if (!process.IsOpen)
        {
            return error;
        }
        if (scanner.Table.FindPid(pid) >= 0)
        {
            // Somebody made two directories out of one.
            Kernel.Close(process);
            return Errno.None;
        }
        scanner.Started(index, pid, now);
        Keep(index, process);
        return Errno.None;
    }

    /// <summary>The descriptor of an adopted supervisor, or none, comes from the program before.</summary>
    public void Keep(int index, Fd process)
    {
        if (process.IsOpen)
        {
            Assert.That(_processesPlusOne[index] == 0);
            _processesPlusOne[index] = process.Value + 1;
            Count++;
        }
    }

    /// <summary>Takes back an adoption; the supervisor goes on by itself.</summary>
    public void GiveUp(ref Scanner scanner, int index)
    {
        if (Process(index).IsOpen)
        {
            _ = scanner.Died(scanner.Table[index].Pid);
            Release(index);
        }
    }

    // By itself, for its buffer would lie below everything s6-svscan has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Errno Find(ReadOnlySpan<byte> name, out Pid pid, out Fd process)
    {
        process = Fd.None;
        pid = Pid.None;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(name);
        path.Append("/"u8);
        path.Append(ServiceFile.LockZ[..^1]);
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!file.Ok)
        {
            return file.Error.IsShortage ? file.Error : Errno.None;
        }
        Errno error = Errno.None;
        Result<Pid> holder = Kernel.LockHolder(file.Value);
        if (holder.Ok && holder.Value.Value > 0)
        {
            pid = holder.Value;
            Result<Fd> opened = Kernel.OpenProcess(pid);
            error = opened.Error.IsShortage ? opened.Error : Errno.None;
            // That it holds the lock still proves that it is the process that has been opened.
            Result<Pid> again = Kernel.LockHolder(file.Value);
            bool same = opened.Ok && again.Ok && again.Value.Value == pid.Value;
            if (opened.Ok && !same)
            {
                Kernel.Close(opened.Value);
            }
            process = same ? opened.Value : Fd.None;
        }
        Kernel.Close(file.Value);
        return error;
    }

    /// <summary>What is waited on, with room for FirstPoll others at its beginning.</summary>
    public readonly Span<PollDescriptor> PreparePolls(int end)
    {
        int count = FirstPoll;
        for (int i = 0; i < end; i++)
        {
            if (_processesPlusOne[i] != 0)
            {
                _polls[count++] = PollDescriptor.ForReading(Process(i));
            }
        }
        Assert.That(count == Count + FirstPoll);
        return _polls[..count];
    }

    /// <summary>The next index from there on whose adopted supervisor has ended, or -1; to be released.</summary>
    public readonly int FindEnded(int from, int end, ref int poll)
    {
        for (int i = from; i < end; i++)
        {
            if (_processesPlusOne[i] != 0 && _polls[poll++].IsReadable)
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>The supervisor of that index has ended, or is given up.</summary>
    public void Release(int index)
    {
        if (Count > 0 && _processesPlusOne[index] != 0)
        {
            Kernel.Close(Process(index));
            _processesPlusOne[index] = 0;
            Count--;
        }
    }
}
