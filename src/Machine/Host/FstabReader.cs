using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Machine.Host;

/// <summary>Reads an fstab as the services that it asks for. Failures are told, and give an exit code.</summary>
internal ref struct FstabReader
{
    private Span<FstabService> _services;
    private TextPool _pool;

    /// <summary>Entries marked noauto are passed over.</summary>
    public bool SkipsNoauto { get; init; }

    /// <summary>UUID= and LABEL= are understood by what the services run; else they are warned of.</summary>
    public bool KnowsLabels { get; init; }

    public int Count { get; private set; }

    /// <summary>Where the texts of the services are.</summary>
    public readonly TextPool Pool => _pool;

    public readonly ReadOnlySpan<FstabService> Services => _services[..Count];

    public int Read(ReadOnlySpan<byte> fstabZ)
    {
        Errno error = MountFile.TryRead(fstabZ, out TextPool text);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "open "u8, fstabZ[..^1]);
        }
        error = ChainMemory.TryAllocateArray(Limits.FstabEntriesMax, out _services);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read "u8, fstabZ[..^1]);
        }
        MountTable table = new(text.Text);
        while (table.NextLine())
        {
            int code = Add(ref table);
            if (code != ExitCode.Success)
            {
                return code;
            }
        }
        for (int i = 0; i < Count; i++)
        {
            _services[i].Parent = _services[i].IsSwap ? FstabService.NoParent : FindParent(_services[i].Point);
        }
        return ExitCode.Success;
    }

    /// <summary>The rest behind UUID= (letter U) or LABEL= (letter L), or the device itself and 0.</summary>
    public static byte SplitLabel(ReadOnlySpan<byte> device, out ReadOnlySpan<byte> rest)
    {
        bool isUuid = device.StartsWith("UUID="u8);
        bool isLabel = device.StartsWith("LABEL="u8);
        rest = device[(isUuid ? "UUID="u8.Length : isLabel ? "LABEL="u8.Length : 0)..];
        return isUuid ? (byte)'U' : isLabel ? (byte)'L' : (byte)0;
    }

    private int Add(scoped ref MountTable table)
    {
        ReadOnlySpan<byte> deviceZ = table.NextZ();
        ReadOnlySpan<byte> pointZ = table.NextZ();
        ReadOnlySpan<byte> typeZ = table.NextZ();
        FstabOptions options = new(table.NextZ()[..^1]);
        ReadOnlySpan<byte> device = deviceZ[..^1];
        ReadOnlySpan<byte> point = pointZ[..^1];
        FstabService service = new() { IsSwap = typeZ.SequenceEqual("swap\0"u8), Parent = FstabService.NoParent };
        Errno error = AddOptions(ref options, ref service);
        if ((service.IsNoauto && SkipsNoauto) || typeZ.Length == 1 || (!service.IsSwap && point.SequenceEqual("/"u8)))
        {
            return ExitCode.Success;
        }
        if (!service.IsSwap && !point.StartsWith("/"u8))
        {
            return Diagnostics.Fatal(ExitCode.Failure, "relative mountpoint in fstab: "u8, point);
        }
        if (Count == Limits.FstabEntriesMax)
        {
            return Diagnostics.Fatal(ExitCode.System, "too many entries in fstab"u8);
        }
        if (!KnowsLabels && SplitLabel(device, out ReadOnlySpan<byte> _) != 0)
        {
            Diagnostics.Warn(
                "weird device found: "u8, device, " - you may want to run fstab2s6rc -u instead"u8);
        }
        error = error.IsNone ? Keep(device, out service.Device) : error;
        error = error.IsNone ? Keep(point, out service.Point) : error;
        error = error.IsNone ? Keep(typeZ[..^1], out service.Type) : error;
        error = error.IsNone ? KeepName(ref service, service.IsSwap ? device : point) : error;
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "store fstab"u8) : Accept(service);
    }

    private Errno AddOptions(scoped ref FstabOptions options, scoped ref FstabService service)
    {
        int start = _pool.Length;
        Errno error = Errno.None;
        while (error.IsNone && options.Next(out ReadOnlySpan<byte> word))
        {
            error = service.HasOptions ? _pool.Append(","u8) : error;
            error = error.IsNone ? _pool.Append(word) : error;
            service.HasOptions = true;
        }
        service.Options = new TextRange(start, _pool.Length - start);
        service.IsNoauto = options.IsNoauto;
        service.IsNofail = options.IsNofail;
        return error;
    }

    private Errno Keep(scoped ReadOnlySpan<byte> text, out TextRange range)
    {
        range = new TextRange(_pool.Length, text.Length);
        return _pool.Append(text);
    }

    /// <summary>"mount-var:log", "swap-dev:sda2".</summary>
    private Errno KeepName(scoped ref FstabService service, scoped ReadOnlySpan<byte> path)
    {
        int start = _pool.Length;
        Errno error = _pool.Append(service.IsSwap ? "swap-"u8 : "mount-"u8);
        error = error.IsNone ? _pool.Append(path.StartsWith("/"u8) ? path[1..] : path) : error;
        foreach (ref byte value in _pool.Text[start..])
        {
            value = value == '/' ? (byte)':' : value;
        }
        service.Name = new TextRange(start, _pool.Length - start);
        return error;
    }

    private int Accept(scoped in FstabService service)
    {
        ReadOnlySpan<byte> name = _pool.Of(service.Name);
        if (name.Contains((byte)'\n'))
        {
            return Diagnostics.Fatal(ExitCode.Failure, "newline in fstab: "u8, name);
        }
        foreach (ref readonly FstabService other in Services)
        {
            if (_pool.Of(other.Name).SequenceEqual(name))
            {
                return service.IsSwap
                    ? Diagnostics.Fatal(ExitCode.Failure, "duplicate swap device: "u8, _pool.Of(service.Device))
                    : Diagnostics.Fatal(ExitCode.Failure, "duplicate mount point: "u8, _pool.Of(service.Point)[1..]);
            }
        }
        _services[Count] = service;
        Count++;
        return ExitCode.Success;
    }

    /// <summary>The mount whose point is the longest of those above a point.</summary>
    private readonly int FindParent(TextRange place)
    {
        ReadOnlySpan<byte> point = _pool.Of(place);
        int parent = FstabService.NoParent;
        int longest = 0;
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<byte> above = _services[i].IsSwap ? default : _pool.Of(_services[i].Point);
            while (!above.IsEmpty && above[^1] == '/')
            {
                above = above[..^1];
            }
            bool isAbove = above.Length > longest && above.Length + 1 < point.Length && point.StartsWith(above)
                && point[above.Length] == '/';
            if (isAbove)
            {
                parent = i;
                longest = above.Length;
            }
        }
        return parent;
    }
}
