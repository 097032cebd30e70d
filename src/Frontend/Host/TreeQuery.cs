using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Rc;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>`s6 tree` (docs/FRONTEND.md): services and what they depend on.</summary>
internal ref struct TreeQuery
{
    /// <summary>Deeper levels are not shifted further.</summary>
    private const int ShiftMax = 40;

    private readonly SystemView _view;
    private readonly bool _isJson;
    private readonly bool _hasInternal;
    private readonly bool _isUp;
    private readonly Span<bool> _seen;
    private readonly Span<int> _path;
    private readonly Span<int> _next;
    private readonly ReadOnlySpan<ServiceSpan> _spans;
    private Screen _screen;
    private JsonOutput _json;

    private TreeQuery(
        in SystemView view,
        in FrontOptions options,
        in FrontSettings settings,
        Span<int> numbers,
        Span<bool> seen,
        ReadOnlySpan<ServiceSpan> spans,
        Span<byte> buffer)
    {
        _view = view;
        _isJson = options.Has('j');
        _hasInternal = options.Has('a');
        _isUp = !options.Has('r');
        _seen = seen;
        _spans = spans;
        _path = numbers[..(numbers.Length / 2)];
        _next = numbers[(numbers.Length / 2)..];
        _screen = _isJson ? default : new Screen(buffer, settings);
        _json = _isJson ? new JsonOutput(buffer, "tree"u8) : default;
    }

    public static int Run(
        in SystemView view, ReadOnlySpan<bool> selected, bool isNamed, in FrontOptions options, in FrontSettings settings)
    {
        Span<bool> seen = default;
        Span<ServiceSpan> spans = default;
        Span<int> order = default;
        Errno error = ChainMemory.TryAllocateArray(2 * (view.Count + 1), out Span<int> numbers);
        error = error.IsNone ? ChainMemory.TryAllocateArray(view.Count, out seen) : error;
        error = error.IsNone ? Diary.Read(view, out spans) : error;
        error = error.IsNone ? view.TrySort(out order) : error;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read the state of services"u8);
        }
        TreeQuery query = new(view, options, settings, numbers, seen, spans, stackalloc byte[4096]);
        return query.Print(selected, isNamed, order);
    }

    private int Print(ReadOnlySpan<bool> selected, bool isNamed, ReadOnlySpan<int> order)
    {
        if (_isJson)
        {
            _json.Begin("services"u8, '[');
        }
        for (int i = 0; i < order.Length; i++)
        {
            if (selected[order[i]] && (isNamed || IsRoot(order[i])))
            {
                PrintFrom(order[i]);
            }
        }
        // What depends on itself is below no root.
        for (int i = 0; i < order.Length && !isNamed; i++)
        {
            if (selected[order[i]] && !_seen[order[i]])
            {
                PrintFrom(order[i]);
            }
        }
        if (!_isJson)
        {
            return Queries.Finish(ref _screen);
        }
        _json.End(']');
        return Queries.Finish(_json.Finish());
    }

    private readonly bool IsRoot(int service) =>
        !_view.IsManaged(service) || _view.Database.Dependencies(service, !_isUp).Count == 0;

    /// <summary>Walks down, deepest first; nothing is walked through twice.</summary>
    private void PrintFrom(int root)
    {
        _path[0] = root;
        _next[0] = 0;
        int depth = Visit(root, 0) ? 1 : 0;
        while (depth > 0)
        {
            int service = _path[depth - 1];
            NumberList others = _view.IsManaged(service) ? _view.Database.Dependencies(service, _isUp) : default;
            if (_next[depth - 1] >= others.Count)
            {
                depth--;
                continue;
            }
            int other = others.Service(_next[depth - 1]++);
            if ((_hasInternal || !_view.IsInternal(other)) && Visit(other, depth))
            {
                _path[depth] = other;
                _next[depth++] = 0;
            }
        }
    }

    /// <summary>Shows a service; whether what is below it is still to be shown.</summary>
    private bool Visit(int service, int depth)
    {
        bool isNew = !_seen[service];
        _seen[service] = true;
        PathBuffer directory = new(stackalloc byte[Limits.PathLengthMax]);
        if (_isJson)
        {
            if (isNew)
            {
                ServiceFacts facts = StatusQuery.Read(_view, service, _spans, ref directory);
                _json.Begin(default, '{');
                _json.Text("name"u8, _view.Name(service));
                _json.Text("kind"u8, ServiceFacts.NameOf(facts.Kind));
                _json.Text("state"u8, ServiceFacts.NameOf(facts.Condition));
                StatusJson.WriteGraph(ref _json, _view, service);
                _json.End('}');
            }
            return isNew;
        }
        _screen.Pad(0, 2 * Math.Min(depth, ShiftMax));
        _screen.WriteClean(_view.Name(service));
        _screen.Write(" ("u8);
        _screen.Condition(StatusQuery.Read(_view, service, _spans, ref directory).Condition, 0);
        _screen.Write(")"u8);
        _screen.Write(!isNew && HasMore(service) ? " ...\n"u8 : "\n"u8);
        return isNew;
    }

    /// <summary>Something is shown below it, there where it is shown for the first time.</summary>
    private readonly bool HasMore(int service)
    {
        NumberList others = _view.IsManaged(service) ? _view.Database.Dependencies(service, _isUp) : default;
        bool found = false;
        for (int i = 0; i < others.Count && !found; i++)
        {
            found = _hasInternal || !_view.IsInternal(others.Service(i));
        }
        return found;
    }
}
