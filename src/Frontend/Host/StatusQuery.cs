using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>`s6 status` (docs/FRONTEND.md).</summary>
internal static class StatusQuery
{
    private const int LinesDefault = 5;
    private const int LinesMax = 100;
    private const int NameWidthMax = 32;
    private const int StateWidth = 13;
    private const int AgeWidth = 9;
    private const int PidWidth = 9;

    public static int Run(
        in SystemView view, ReadOnlySpan<bool> selected, bool isNamed, in FrontOptions options, in FrontSettings settings)
    {
        if (!TryReadLines(options, out int lines))
        {
            return Diagnostics.Fatal(Cli.ExitCode.Usage, "--lines= argument must be a number up to 100"u8);
        }
        Errno error = view.TrySort(out Span<int> order);
        error = error.IsNone ? Diary.Read(view, out Span<ServiceSpan> spans) : Missing(error, out spans);
        if (error.Failed)
        {
            return Diagnostics.Unable(Cli.ExitCode.System, error, "read the state of services"u8);
        }
        Tai now = Kernel.WallClock();
        if (options.Has('j'))
        {
            return PrintJson(view, selected, order, spans, now, isNamed ? lines : 0);
        }
        Screen screen = new(stackalloc byte[4096], settings);
        int width = isNamed ? 0 : PrintHead(ref screen, view, selected);
        PathBuffer directory = new(stackalloc byte[Limits.PathLengthMax]);
        bool isFirst = true;
        for (int i = 0; i < order.Length && screen.Error.IsNone; i++)
        {
            int service = order[i];
            if (!selected[service])
            {
                continue;
            }
            ServiceFacts facts = Read(view, service, spans, ref directory);
            if (isNamed)
            {
                screen.Write(isFirst ? ""u8 : "\n"u8);
                StatusDetails.Print(ref screen, view, service, facts, directory.Text, now, lines);
            }
            else
            {
                PrintLine(ref screen, view.Name(service), facts, spans, service, now, width);
            }
            isFirst = false;
        }
        return Queries.Finish(ref screen);
    }

    /// <summary>Facts of a service, with what the diary says of it. The path of its directory is left in the buffer.</summary>
    public static ServiceFacts Read(in SystemView view, int service, ReadOnlySpan<ServiceSpan> spans, ref PathBuffer directory)
    {
        ServiceFacts facts = FactsReader.Read(view, service, ref directory);
        facts.HasFailedTransition = service < spans.Length && spans[service].HasFailed;
        return facts;
    }

    private static Errno Missing(Errno error, out Span<ServiceSpan> spans)
    {
        spans = default;
        return error;
    }

    private static bool TryReadLines(in FrontOptions options, out int lines)
    {
        lines = LinesDefault;
        if (!options.Has('n'))
        {
            return true;
        }
        bool ok = Base.Text.TryParse(options.LinesZ.Text.IsEmpty ? default : options.LinesZ.Text[..^1], out uint number);
        lines = (int)Math.Min(number, LinesMax);
        return ok && number <= LinesMax;
    }

    private static int PrintHead(ref Screen screen, in SystemView view, ReadOnlySpan<bool> selected)
    {
        int width = 7;
        for (int i = 0; i < selected.Length; i++)
        {
            width = selected[i] ? Math.Max(width, Math.Min(view.Name(i).Length, NameWidthMax)) : width;
        }
        screen.Column("SERVICE"u8, width + 2);
        screen.Column("STATE"u8, StateWidth);
        screen.Column("FOR"u8, AgeWidth);
        screen.Column("PID"u8, PidWidth);
        screen.Write("NOTES\n"u8);
        return width + 2;
    }

    private static void PrintLine(
        ref Screen screen,
        ReadOnlySpan<byte> name,
        in ServiceFacts facts,
        ReadOnlySpan<ServiceSpan> spans,
        int service,
        Tai now,
        int width)
    {
        screen.Column(name, width - 1);
        screen.Write(" "u8);
        screen.Condition(facts.Condition, StateWidth);
        if (facts.HasStatus && !facts.Status.NotStartedYet)
        {
            screen.Age(now.SecondsSince(facts.Status.Stamp), AgeWidth);
        }
        else if (service < spans.Length && spans[service].HasEnd && facts.Kind == ServiceKind.Oneshot)
        {
            screen.Age(now.SecondsSince(spans[service].End), AgeWidth);
        }
        else
        {
            screen.Column("-"u8, AgeWidth);
        }
        int pidWidth = facts.Deaths > 0 || facts.Kind == ServiceKind.Oneshot ? PidWidth : 0;
        if (facts.HasStatus && facts.Status.IsUp)
        {
            screen.Column((ulong)facts.Status.Pid.Value, pidWidth);
        }
        else
        {
            screen.Column("-"u8, pidWidth);
        }
        if (facts.Deaths > 0)
        {
            screen.Write((ulong)facts.Deaths);
            screen.Write(facts.Deaths == 1 ? " death, "u8 : " deaths, the last "u8);
            screen.Age(now.SecondsSince(facts.LastDeath.Stamp), 0);
            screen.Write(" ago: "u8);
            screen.End(facts.LastDeath.ExitCode, facts.LastDeath.Signal);
        }
        else if (facts.Kind == ServiceKind.Oneshot)
        {
            screen.Write("oneshot"u8);
        }
        screen.Line();
    }

    private static int PrintJson(
        in SystemView view,
        ReadOnlySpan<bool> selected,
        ReadOnlySpan<int> order,
        ReadOnlySpan<ServiceSpan> spans,
        Tai now,
        int lines)
    {
        JsonOutput json = new(stackalloc byte[4096], "status"u8);
        json.Time("time"u8, true, now);
        json.Begin("services"u8, '[');
        PathBuffer directory = new(stackalloc byte[Limits.PathLengthMax]);
        for (int i = 0; i < order.Length && json.Error.IsNone; i++)
        {
            if (selected[order[i]])
            {
                ServiceFacts facts = Read(view, order[i], spans, ref directory);
                json.Begin(default, '{');
                StatusJson.Write(ref json, view, order[i], facts, directory.Text, spans, lines);
                json.End('}');
            }
        }
        json.End(']');
        return Queries.Finish(json.Finish());
    }
}
