using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>
/// All the services a scanner knows, in memory handed to it: the services, their names, and the ways to find one by
/// directory and by pid.
/// </summary>
internal ref struct ScannerTable
{
    /// <summary>Names of fewer bytes are kept close together; it is a multiple of 8.</summary>
    public const int NameLength = 32;

    private readonly Span<ScannedService> _services;
    private readonly Span<byte> _names;
    private readonly Span<byte> _longNames;
    private readonly int _longStride;
    private readonly IndexMap _byDirectory;
    private readonly IndexMap _byPid;
    private int _end;
    private int _firstFree;

    /// <summary>
    /// Zeroed memory: names holds a slot of NameLength bytes for every service, longNames one of longStride, and the maps
    /// IndexMap.CapacityFor of them. Most names are short, and memory that is not touched costs nothing.
    /// </summary>
    public ScannerTable(
        Span<ScannedService> services,
        Span<byte> names,
        Span<byte> longNames,
        int longStride,
        Span<IndexMap.Entry> byDirectory,
        Span<IndexMap.Entry> byPid)
    {
        Assert.That(names.Length == services.Length * NameLength);
        Assert.That(longNames.Length == services.Length * longStride);
        _services = services;
        _names = names;
        _longNames = longNames;
        _longStride = longStride;
        _byDirectory = new IndexMap(byDirectory);
        _byPid = new IndexMap(byPid);
        _end = 0;
        _firstFree = 0;
    }

    /// <summary>Every service in use has an index below it.</summary>
    public readonly int End => _end;

    public readonly ref ScannedService this[int index] => ref _services[index];

    /// <summary>
    /// The name by which the service's directory is found from the scan directory ("NAME" or "NAME/log").
    /// </summary>
    public readonly ReadOnlySpan<byte> NameZ(int index)
    {
        Assert.That(_services[index].Used);
        ReadOnlySpan<byte> name = _names.Slice(index * NameLength, NameLength);
        return Text.UntilNulZ(name[0] != 0 ? name : _longNames.Slice(index * _longStride, _longStride));
    }

    public readonly void SetName(int index, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> suffix)
    {
        Assert.That(!name.IsEmpty);
        Span<byte> slot = _names.Slice(index * NameLength, NameLength);
        if (name.Length + suffix.Length >= NameLength)
        {
            slot[0] = 0;
            slot = _longNames.Slice(index * _longStride, _longStride);
        }
        PathBuffer text = new(slot);
        text.Append(name);
        text.Append(suffix);
        Assert.That(!text.Overflowed);
    }

    public readonly int FindDirectory(ulong device, ulong inode) => _byDirectory.Find(inode, device);

    public readonly int FindPid(Pid pid) => _byPid.Find((ulong)pid.Value, 0);

    /// <summary>A new service for a directory; -1 where the table is full.</summary>
    public int Add(ulong device, ulong inode)
    {
        int index = _firstFree;
        while (index < _end && _services[index].Used)
        {
            index++;
        }
        if (index >= _services.Length)
        {
            return -1;
        }
        _end = Math.Max(_end, index + 1);
        _firstFree = index + 1;
        _services[index] = new ScannedService { Used = true, Device = device, Inode = inode, Peer = ScannedService.NoPeer };
        _byDirectory.Add(inode, device, index);
        return index;
    }

    /// <summary>Puts a service where it was in the table of the program before; false where that is no such place.</summary>
    public bool TryRestore(int index, in ScannedService service, scoped ReadOnlySpan<byte> name)
    {
        bool fits = index >= 0 && index < _services.Length && !_services[index].Used && name.Length < _longStride
            && service.Peer < _services.Length && FindDirectory(service.Device, service.Inode) < 0;
        if (!fits)
        {
            return false;
        }
        _services[index] = service;
        _end = Math.Max(_end, index + 1);
        _byDirectory.Add(service.Inode, service.Device, index);
        SetName(index, name, default);
        if (!service.Pid.IsNone)
        {
            _byPid.Add((ulong)service.Pid.Value, 0, index);
        }
        return true;
    }

    public void Remove(int index)
    {
        ref ScannedService service = ref _services[index];
        Assert.That(service.Used && !service.IsAlive);
        if (service.Peer != ScannedService.NoPeer)
        {
            Assert.That(_services[service.Peer].Peer == index);
            _services[service.Peer].Peer = ScannedService.NoPeer;
        }
        _byDirectory.Remove(service.Inode, service.Device);
        service = default;
        _firstFree = Math.Min(_firstFree, index);
    }

    public readonly void SetPid(int index, Pid pid)
    {
        Assert.That(_services[index].Pid.IsNone && pid.Value > 0);
        _services[index].Pid = pid;
        _byPid.Add((ulong)pid.Value, 0, index);
    }

    public readonly void ClearPid(int index)
    {
        Pid pid = _services[index].Pid;
        Assert.That(!pid.IsNone);
        _byPid.Remove((ulong)pid.Value, 0);
        _services[index].Pid = Pid.None;
    }
}
