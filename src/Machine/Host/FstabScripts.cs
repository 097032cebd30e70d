using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Machine.Host;

/// <summary>How fstab2s6rc's services look: their scripts, dependencies and bundles.</summary>
internal struct FstabScripts
{
    /// <summary>They are run by util-linux's commands, which know labels.</summary>
    public bool KnowsLabels;

    /// <summary>They are part of the machine's boot: marked so, and not undone.</summary>
    public bool IsEssential;

    public bool HasBundle;
    public bool HasBase;
    public TextReference BundleZ;
    public TextReference BaseZ;

    public readonly void Write(ReadOnlySpan<FstabService> services, TextPool pool, scoped ref ServiceDefinitions definitions)
    {
        TextPool script = default;
        foreach (ref readonly FstabService service in services)
        {
            WriteService(service, services, pool, ref script, ref definitions);
        }
        if (HasBundle)
        {
            WriteBundles(services, pool, ref definitions);
        }
    }

    private readonly void WriteService(
        in FstabService service,
        ReadOnlySpan<FstabService> services,
        TextPool pool,
        scoped ref TextPool script,
        scoped ref ServiceDefinitions definitions)
    {
        ReadOnlySpan<byte> name = pool.Of(service.Name);
        definitions.MakeDirectory(name, "dependencies.d"u8);
        definitions.WriteFile(name, "type"u8, "oneshot\n"u8);
        if (service.Parent != FstabService.NoParent)
        {
            definitions.WriteName(name, "dependencies.d"u8, pool.Of(services[service.Parent].Name));
        }
        else if (HasBase)
        {
            definitions.WriteName(name, "dependencies.d"u8, BaseZ.Text[..^1]);
        }
        if (!service.IsNoauto)
        {
            definitions.WriteFile(name, IsEssential ? "flag-essential"u8 : "flag-recommended"u8, default);
        }
        ScriptWriter up = new(ref script, pool);
        up.Begin(service.IsNofail);
        AppendUp(service, ref up);
        up.End(service.IsNofail);
        definitions.WriteFile(name, "up"u8, up.Script);
        ScriptWriter down = new(ref script, pool);
        if (!IsEssential || service.IsNoauto)
        {
            down.Begin(mayFail: true);
            AppendDown(service, ref down);
            down.End(mayFail: true);
        }
        definitions.WriteFile(name, "down"u8, down.Script);
        definitions.Check(up.Error.Failed ? up.Error : down.Error, name);
    }

    private readonly void AppendUp(in FstabService service, scoped ref ScriptWriter script)
    {
        byte label = script.LabelOf(service.Device, KnowsLabels);
        if (service.IsSwap)
        {
            script.Append(KnowsLabels ? "swapon"u8 : "s6-swapon --"u8);
            if (KnowsLabels && service.HasOptions)
            {
                script.AppendOption(" -o "u8, service.Options);
            }
            // Two blanks, as the reference writes.
            script.Append(label == 0 ? " "u8 : label == 'U' ? " -U  "u8 : " -L  "u8);
            script.AppendDevice(service.Device, KnowsLabels);
            return;
        }
        script.Append(KnowsLabels ? "mount"u8 : "s6-mount"u8);
        if (label != 0)
        {
            script.Append(label == 'U' ? " -U "u8 : " -L "u8);
            script.AppendDevice(service.Device, KnowsLabels);
        }
        script.AppendOption(" -t "u8, service.Type);
        if (service.HasOptions)
        {
            script.AppendOption(" -o "u8, service.Options);
        }
        if (label == 0)
        {
            script.AppendOption(" "u8, service.Device);
        }
        script.AppendOption(" "u8, service.Point);
    }

    private readonly void AppendDown(in FstabService service, scoped ref ScriptWriter script)
    {
        if (!service.IsSwap)
        {
            script.AppendOption(KnowsLabels ? "umount -l -- "u8 : "s6-umount -- "u8, service.Point);
            return;
        }
        byte label = script.LabelOf(service.Device, KnowsLabels);
        script.Append(KnowsLabels ? "swapoff "u8 : "s6-swapoff -- "u8);
        script.Append(label == 0 ? default : label == 'U' ? "-U "u8 : "-L "u8);
        script.AppendDevice(service.Device, KnowsLabels);
    }

    private readonly void WriteBundles(
        ReadOnlySpan<FstabService> services, TextPool pool, scoped ref ServiceDefinitions definitions)
    {
        ReadOnlySpan<byte> bundle = BundleZ.Text[..^1];
        PathBuffer mounts = new(stackalloc byte[Limits.PathLengthMax]);
        mounts.Append(bundle);
        mounts.Append("-mounts"u8);
        PathBuffer swaps = new(stackalloc byte[Limits.PathLengthMax]);
        swaps.Append(bundle);
        swaps.Append("-swaps"u8);
        WriteBundle(mounts.Text, ref definitions);
        WriteBundle(swaps.Text, ref definitions);
        WriteBundle(bundle, ref definitions);
        definitions.WriteName(bundle, "contents.d"u8, mounts.Text);
        definitions.WriteName(bundle, "contents.d"u8, swaps.Text);
        foreach (ref readonly FstabService service in services)
        {
            if (!service.IsNoauto)
            {
                definitions.WriteName(
                    service.IsSwap ? swaps.Text : mounts.Text, "contents.d"u8, pool.Of(service.Name));
            }
        }
    }

    private static void WriteBundle(scoped ReadOnlySpan<byte> name, scoped ref ServiceDefinitions definitions)
    {
        definitions.MakeDirectory(name, "contents.d"u8);
        definitions.WriteFile(name, "type"u8, "bundle\n"u8);
    }
}
