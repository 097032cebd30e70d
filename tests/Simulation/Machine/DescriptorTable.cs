using System.Collections.Generic;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>The descriptors of one process.</summary>
internal sealed class DescriptorTable(Process process)
{
    private readonly SortedDictionary<int, Slot> _slots = [];

    private readonly record struct Slot(OpenFile File, bool CloseOnExec);

    public int Count => _slots.Count;

    public IEnumerable<KeyValuePair<int, OpenFile>> All()
    {
        foreach ((int number, Slot slot) in _slots)
        {
            yield return new KeyValuePair<int, OpenFile>(number, slot.File);
        }
    }

    public bool TryGet(Fd fd, out OpenFile file)
    {
        bool found = _slots.TryGetValue(fd.Value, out Slot slot);
        file = slot.File;
        return found;
    }

    /// <summary>Puts a file under the lowest free number of at least that.</summary>
    public Result<Fd> Add(OpenFile file, bool closeOnExec, int least = 0)
    {
        int number = least;
        foreach (int taken in _slots.Keys)
        {
            number = taken == number ? number + 1 : number;
        }
        if ((ulong)number >= process.Limits[ResourceLimit.OpenFiles].Soft)
        {
            return new Result<Fd>(Errno.EMFILE);
        }
        Put(number, file, closeOnExec);
        return new Result<Fd>(new Fd(number));
    }

    /// <summary>Puts a file under that number; what was there is closed.</summary>
    public void Put(int number, OpenFile file, bool closeOnExec)
    {
        file.Retain();
        if (_slots.ContainsKey(number))
        {
            Remove(number);
        }
        _slots.Add(number, new Slot(file, closeOnExec));
    }

    public bool Remove(int number)
    {
        if (!_slots.Remove(number, out Slot slot))
        {
            return false;
        }
        // fcntl(2): closing any descriptor of a file gives up the process's locks on it.
        slot.File.Node?.Locks.RemoveAll(held => held.Owner == process);
        slot.File.Release();
        return true;
    }

    public void SetCloseOnExec(Fd fd, bool on) => _slots[fd.Value] = _slots[fd.Value] with { CloseOnExec = on };

    /// <summary>What execve(2) does.</summary>
    public void CloseForExec()
    {
        List<int> numbers = [];
        foreach ((int number, Slot slot) in _slots)
        {
            if (slot.CloseOnExec)
            {
                numbers.Add(number);
            }
        }
        numbers.ForEach(number => Remove(number));
    }

    public void CloseAll()
    {
        foreach (int number in new List<int>(_slots.Keys))
        {
            Remove(number);
        }
    }

    /// <summary>What fork(2) does.</summary>
    public void InheritFrom(DescriptorTable parent)
    {
        foreach ((int number, Slot slot) in parent._slots)
        {
            Put(number, slot.File, slot.CloseOnExec);
        }
    }
}
