using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>`s6 live status` (s6_live.html): what s6-rc thinks of its services.</summary>
internal static class LiveStatus
{
    private const int ColumnMax = 40;

    public static Outcome Run(Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(
            words, "eE"u8, "without-essentials=e with-essentials=E"u8, out FrontOptions options, out Arguments names))
        {
            return FrontUsage.Wrong;
        }
        if (!SystemView.TryOpen(settings, out SystemView view, out int code))
        {
            return Outcome.Exit(code);
        }
        if (!view.HasLive)
        {
            return Outcome.Exit(
                Diagnostics.Fatal(ExitCode.System, "no live state in "u8, view.Livedir));
        }
        Errno error = ChainMemory.TryAllocateArray(view.ManagedCount, out Span<bool> selected);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        selected.Fill(names.Count == 0);
        for (int i = 0; i < names.Count; i++)
        {
            if (!view.TryFindBundle(names[i], out NumberList services))
            {
                return Outcome.Exit(
                    Diagnostics.Fatal(DatabaseExit.NotFound, names[i], " is not a recognized identifier in "u8, view.Livedir));
            }
            for (int k = 0; k < services.Count; k++)
            {
                selected[services.Service(k)] = true;
            }
        }
        Screen screen = new(stackalloc byte[4096], settings);
        bool isFancy = settings.Color == ColorChoice.Yes
            || (settings.Color == ColorChoice.Auto && Kernel.IsTerminal(Fd.StandardOutput));
        // Those that are up come first, as in the reference.
        Print(ref screen, view, selected, options.Has('E'), up: true, isFancy);
        Print(ref screen, view, selected, options.Has('E'), up: false, isFancy);
        return Outcome.Exit(Queries.Finish(ref screen));
    }

    private static void Print(
        ref Screen screen, in SystemView view, Span<bool> selected, bool hasEssentials, bool up, bool isFancy)
    {
        for (int i = 0; i < selected.Length; i++)
        {
            bool isEssential = (view.Database.Flags(i) & ServiceFlags.Essential) != 0;
            if (!selected[i] || view.IsUpForManager(i) != up || (isEssential && !hasEssentials))
            {
                continue;
            }
            if (isFancy)
            {
                screen.Column(view.Name(i), ColumnMax);
                screen.Write(" "u8);
                screen.Condition(up ? ServiceCondition.Up : ServiceCondition.Down, 0);
            }
            else
            {
                screen.Write(view.Name(i));
                screen.Write(up ? "/up"u8 : "/down"u8);
            }
            screen.Line();
        }
    }
}
