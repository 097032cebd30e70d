using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>`s6 timeline` (docs/FRONTEND.md): who was started when, and who waited for whom.</summary>
internal ref struct TimelineQuery
{
    private const int NameWidthMax = 28;
    private const int SecondsWidth = 10;
    private const int BarWidth = 40;

    private readonly SystemView _view;
    private readonly ReadOnlySpan<ServiceSpan> _spans;
    private readonly ReadOnlySpan<int> _order;
    private readonly ReadOnlySpan<int> _path;
    private readonly Tai _begin;
    private readonly ulong _totalMs;

    private TimelineQuery(
        in SystemView view, ReadOnlySpan<ServiceSpan> spans, ReadOnlySpan<int> order, ReadOnlySpan<int> path)
    {
        _view = view;
        _spans = spans;
        _order = order;
        _path = path;
        for (int i = 0; i < order.Length; i++)
        {
            ServiceSpan span = spans[order[i]];
            if (span.HasRestarted)
            {
                continue;
            }
            // The first one is the one that was started first.
            _begin = _begin.Seconds == 0 ? span.Start : _begin;
            _totalMs = Math.Max(_totalMs, ServiceSpan.Milliseconds(_begin, span.HasEnd ? span.End : span.Start));
        }
    }

    public static int Run(
        in SystemView view, ReadOnlySpan<bool> selected, in FrontOptions options, in FrontSettings settings)
    {
        Span<int> order = default;
        Span<int> path = default;
        Errno error = Diary.Read(view, out Span<ServiceSpan> spans);
        error = error.IsNone ? ChainMemory.TryAllocateArray(view.Count, out order) : error;
        error = error.IsNone ? ChainMemory.TryAllocateArray(view.Count, out path) : error;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read the timeline"u8);
        }
        PathBuffer directory = new(stackalloc byte[Limits.PathLengthMax]);
        int count = 0;
        for (int i = 0; i < spans.Length; i++)
        {
            spans[i].WaitedFor = -1;
            Diary.Complete(ref spans[i], FactsReader.Read(view, i, ref directory));
            if (selected[i] && spans[i].HasStart)
            {
                order[count++] = i;
            }
        }
        CriticalPath.FindWaits(view.Database, spans[..view.ManagedCount]);
        int length = CriticalPath.Mark(spans[..view.ManagedCount], path);
        StartOrder.Sort(spans, order[..count]);
        TimelineQuery query = new(view, spans, order[..count], path[..length]);
        Span<byte> buffer = stackalloc byte[4096];
        if (options.Has('j'))
        {
            return query.PrintJson(buffer);
        }
        Screen screen = new(buffer, settings);
        if (options.Has(FrontOptions.Svg))
        {
            TimelinePicture.Print(ref screen, view, spans, order[..count], query._begin, query._totalMs);
        }
        else
        {
            query.PrintText(ref screen);
        }
        return Queries.Finish(ref screen);
    }

    private readonly void PrintText(ref Screen screen)
    {
        int width = 7;
        for (int i = 0; i < _order.Length; i++)
        {
            width = Math.Max(width, Math.Min(_view.Name(_order[i]).Length, NameWidthMax));
        }
        screen.Write("     START      TOOK    "u8);
        screen.Column("SERVICE"u8, width + 1);
        screen.Pad(0, BarWidth + 3);
        screen.Write("WAITED FOR\n"u8);
        for (int i = 0; i < _order.Length && screen.Error.IsNone; i++)
        {
            PrintLine(ref screen, _order[i], width);
        }
        if (_path.Length == 0)
        {
            return;
        }
        screen.Write("Critical path, "u8);
        screen.Seconds(_totalMs, 0);
        screen.Write(": "u8);
        for (int i = 0; i < _path.Length; i++)
        {
            screen.Write(i == 0 ? ""u8 : " > "u8);
            screen.WriteClean(_view.Name(_path[i]));
        }
        screen.Line();
    }

    private readonly void PrintLine(ref Screen screen, int service, int width)
    {
        ServiceSpan span = _spans[service];
        if (span.HasRestarted)
        {
            screen.Column("         -"u8, SecondsWidth);
        }
        else
        {
            screen.Seconds(ServiceSpan.Milliseconds(_begin, span.Start), SecondsWidth);
        }
        if (span.HasEnd)
        {
            screen.Seconds(ServiceSpan.Milliseconds(span.Start, span.End), SecondsWidth);
        }
        else
        {
            screen.Column("         -"u8, SecondsWidth);
        }
        screen.Write(span.IsCritical ? "  * "u8 : "    "u8);
        screen.Column(_view.Name(service), width + 1);
        PrintBar(ref screen, span);
        bool hasNote = span.HasRestarted || span.HasFailed;
        screen.Write(hasNote || span.WaitedFor >= 0 ? " "u8 : ""u8);
        screen.Write(span.HasRestarted ? "(started again since)"u8 : span.HasFailed ? "(failed)"u8 : ""u8);
        if (span.WaitedFor >= 0)
        {
            screen.Write(hasNote ? " "u8 : ""u8);
            screen.WriteClean(_view.Name(span.WaitedFor));
        }
        screen.Line();
    }

    private readonly void PrintBar(ref Screen screen, in ServiceSpan span)
    {
        screen.Write("|"u8);
        int from = span.HasRestarted ? BarWidth : Place(ServiceSpan.Milliseconds(_begin, span.Start));
        int to = span.HasRestarted ? BarWidth : span.HasEnd ? Place(ServiceSpan.Milliseconds(_begin, span.End)) : from;
        to = Math.Min(Math.Max(to, from + 1), BarWidth);
        screen.Pad(0, from);
        for (int i = from; i < to; i++)
        {
            screen.Write(span.HasEnd ? "="u8 : "?"u8);
        }
        screen.Pad(Math.Max(to, from), BarWidth);
        screen.Write("|"u8);
    }

    private readonly int Place(ulong milliseconds) =>
        _totalMs == 0 ? 0 : (int)Math.Min(milliseconds * BarWidth / _totalMs, BarWidth - 1);

    private readonly int PrintJson(Span<byte> buffer)
    {
        JsonOutput json = new(buffer, "timeline"u8);
        json.Time("begin"u8, _order.Length > 0 && _begin.Seconds > 0, _begin);
        json.Number("total_ms"u8, _totalMs);
        json.Begin("services"u8, '[');
        for (int i = 0; i < _order.Length && json.Error.IsNone; i++)
        {
            ServiceSpan span = _spans[_order[i]];
            json.Begin(default, '{');
            json.Text("name"u8, _view.Name(_order[i]));
            json.Time("start"u8, true, span.Start);
            json.Time("end"u8, span.HasEnd, span.End);
            json.Number("start_ms"u8, ServiceSpan.Milliseconds(_begin, span.Start));
            json.Number("took_ms"u8, span.HasEnd ? ServiceSpan.Milliseconds(span.Start, span.End) : 0);
            json.Boolean("failed"u8, span.HasFailed);
            json.Boolean("restarted"u8, span.HasRestarted);
            json.Boolean("critical"u8, span.IsCritical);
            json.TextOrNull("waited_for"u8, span.WaitedFor < 0 ? default : _view.Name(span.WaitedFor));
            json.End('}');
        }
        json.End(']');
        json.Begin("critical_path"u8, '[');
        for (int i = 0; i < _path.Length; i++)
        {
            json.Text(default, _view.Name(_path[i]));
        }
        json.End(']');
        return Queries.Finish(json.Finish());
    }
}
