using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Rc.Host;

/// <content>What services say of each other.</content>
internal ref partial struct SourceCheck
{
    /// <summary>Room for a cause that names some services.</summary>
    private const int CauseLength = 1024;

    /// <summary>Names that no service has. The names of pipelines are services too, so those are looked at first.</summary>
    private void CheckNames()
    {
        int count = _graph.Count;
        for (int i = 0; i < count; i++)
        {
            if (_graph[i].Type == CheckedType.Longrun)
            {
                AddPipelineName(i);
            }
        }
        for (int i = 0; i < _graph.Count; i++)
        {
            int place = 0;
            while (_graph.NextName(i, ref place, out ReadOnlySpan<byte> name, out CheckedLink link))
            {
                if (link is CheckedLink.Dependency or CheckedLink.Content && _graph[i].PipelinePlusOne == 0)
                {
                    CheckName(i, name, link);
                }
            }
        }
    }

    private void CheckName(int service, scoped ReadOnlySpan<byte> name, CheckedLink link)
    {
        int other = _graph.Find(name);
        if (other >= 0)
        {
            return;
        }
        SetPath(service, link == CheckedLink.Content ? "contents.d"u8 : "dependencies.d"u8, name);
        if (Kernel.StatLink(Fd.CurrentDirectory, _path.TextZ).Error == Errno.ENOENT)
        {
            SetPath(service, link == CheckedLink.Content ? "contents"u8 : "dependencies"u8);
        }
        if (ServiceName.IsReserved(name))
        {
            _report.Error("bad-name"u8, _path.Text,
                "names that begin with s6rc- or s6-rc- are those of s6-rc itself"u8, "remove it"u8);
        }
        else
        {
            Span<byte> memory = stackalloc byte[CauseLength];
            PathBuffer cause = new(memory);
            cause.Append("no service is called "u8);
            cause.Append(name);
            _report.Error("missing"u8, _path.Text, cause.Text, "define it, or remove the name here"u8);
        }
    }

    /// <summary>The last of a pipeline names a bundle of all of it; elsewhere the file is ignored.</summary>
    private void AddPipelineName(int service)
    {
        int length = ReadFile(service, "pipeline-name"u8, out bool isThere);
        if (!isThere || length < 0)
        {
            return;
        }
        bool isLast = Has(service, CheckedLink.Producer) && !Has(service, CheckedLink.Consumer);
        if (!isLast)
        {
            _report.Warn("pipeline"u8, _path.Text,
                "only the last of a pipeline names it, so this is ignored"u8, "remove the file"u8);
            return;
        }
        ReadOnlySpan<byte> rest = _script[..length];
        bool one = ListedNames.Next(ref rest, out ReadOnlySpan<byte> name) && !ListedNames.Next(ref rest, out _);
        ReadOnlySpan<byte> why = default;
        if (!one || !ServiceName.IsValid(name, out why))
        {
            _report.Error("pipeline"u8, _path.Text,
                one ? why : "it must hold one name"u8, "write a name into it that no service has"u8);
            return;
        }
        if (_graph.Find(name) >= 0)
        {
            _report.Error("duplicate"u8, _path.Text,
                "there is a service of this name already"u8, "write a name into it that no service has"u8);
            return;
        }
        int bundle = _graph.Add(name, _graph[service].Source);
        if (bundle >= 0)
        {
            _graph[bundle].Type = CheckedType.Bundle;
            _graph[bundle].PipelinePlusOne = service + 1;
            AddPipeline(bundle, service);
        }
    }

    private readonly bool Has(int service, CheckedLink wanted)
    {
        int place = 0;
        while (_graph.NextName(service, ref place, out ReadOnlySpan<byte> _, out CheckedLink link))
        {
            if (link == wanted)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// Adds the last consumer, its producers, theirs and so on as the bundle's contents. What has been added is the list of what
    /// is still to be looked at; a circle ends it, for nothing is added twice.
    /// </summary>
    private void AddPipeline(int bundle, int last)
    {
        _graph.AddName(bundle, _graph.NameOf(last), CheckedLink.Content);
        int reached = 0;
        int added = 1;
        while (_graph.NextName(bundle, ref reached, out ReadOnlySpan<byte> name, out _) && added <= _graph.Count)
        {
            int member = _graph.Find(name);
            int place = 0;
            while (member >= 0 && _graph.NextName(member, ref place, out ReadOnlySpan<byte> producer, out CheckedLink link))
            {
                if (link == CheckedLink.Producer && added <= _graph.Count)
                {
                    _graph.AddName(bundle, producer, CheckedLink.Content);
                    added++;
                }
            }
        }
    }

    /// <summary>Every producer has a consumer that says so, and the reverse; both are longruns.</summary>
    private void CheckPipelines()
    {
        for (int i = 0; i < _graph.Count; i++)
        {
            int place = 0;
            while (_graph.NextName(i, ref place, out ReadOnlySpan<byte> name, out CheckedLink link))
            {
                if (link is CheckedLink.Consumer or CheckedLink.Producer)
                {
                    CheckEnd(i, name, link);
                }
            }
        }
    }

    private void CheckEnd(int service, scoped ReadOnlySpan<byte> name, CheckedLink link)
    {
        bool isProducer = link == CheckedLink.Consumer;
        int other = _graph.Find(name);
        bool isLongrun = other >= 0 && _graph[other].Type == CheckedType.Longrun;
        bool answers = isLongrun
            && _graph.Names(other, _graph.NameOf(service), isProducer ? CheckedLink.Producer : CheckedLink.Consumer);
        if (answers)
        {
            return;
        }
        Span<byte> memory = stackalloc byte[CauseLength];
        PathBuffer cause = new(memory);
        cause.Append(other < 0 ? "no service is called "u8 : default);
        cause.Append(name);
        cause.Append(other < 0 ? default
            : !isLongrun ? " is no longrun"u8
            : isProducer ? " does not name it in consumer-for"u8
            : " does not name it in producer-for"u8);
        SetPath(service, isProducer ? "producer-for"u8 : "consumer-for"u8);
        _report.Error("pipeline"u8, _path.Text, cause.Text, "both ends of a pipe must name each other"u8);
    }

    /// <summary>
    /// Circles, each once; then what no bundle has, which can only be told where there is a bundle. The memory has two numbers
    /// for each service.
    /// </summary>
    private void CheckCircles(Span<int> memory)
    {
        bool hasBundle = false;
        for (int i = 0; i < _graph.Count; i++)
        {
            hasBundle |= _graph[i].Type == CheckedType.Bundle && _graph[i].PipelinePlusOne == 0;
            if (_graph.FindCircle(i, memory, out ReadOnlySpan<int> circle))
            {
                ReportCircle(circle);
            }
        }
        if (!hasBundle)
        {
            return;
        }
        MarkBundled(memory);
        for (int i = 0; i < _graph.Count; i++)
        {
            bool isAtomic = _graph[i].Type is CheckedType.Longrun or CheckedType.Oneshot;
            if (isAtomic && !_graph[i].IsBundled)
            {
                SetPath(i, default);
                _report.Warn("unbundled"u8, _path.Text, "no bundle has it, and nothing in a bundle needs it"u8,
                    "add it to a bundle that is started at boot, if it is meant to be"u8);
            }
        }
    }

    /// <summary>Marks what a bundle has, and all that it needs.</summary>
    private readonly void MarkBundled(Span<int> memory)
    {
        int waiting = 0;
        for (int i = 0; i < _graph.Count; i++)
        {
            if (_graph[i].Type == CheckedType.Bundle && _graph[i].PipelinePlusOne == 0)
            {
                _graph[i].IsBundled = true;
                memory[waiting++] = i;
            }
        }
        while (waiting > 0)
        {
            int service = memory[--waiting];
            int place = 0;
            while (_graph.NextName(service, ref place, out ReadOnlySpan<byte> name, out CheckedLink link))
            {
                int other = link == CheckedLink.Producer ? -1 : _graph.Find(name);
                if (other >= 0 && !_graph[other].IsBundled)
                {
                    _graph[other].IsBundled = true;
                    memory[waiting++] = other;
                }
            }
        }
    }

    private void ReportCircle(ReadOnlySpan<int> circle)
    {
        Span<byte> memory = stackalloc byte[CauseLength];
        PathBuffer cause = new(memory);
        bool bundles = true;
        int shown = 0;
        foreach (int service in circle)
        {
            bundles &= _graph[service].Type == CheckedType.Bundle;
            if (cause.Length + _graph.NameOf(service).Length + 32 < CauseLength / 2)
            {
                cause.Append(_graph.NameOf(service));
                cause.Append(" -> "u8);
                shown++;
            }
        }
        cause.Append(shown < circle.Length ? "... -> "u8 : default);
        cause.Append(_graph.NameOf(circle[0]));
        // The file that the circle can be seen in: a pipeline's name has none of its own.
        int first = 0;
        while (first + 1 < circle.Length && _graph[circle[first]].PipelinePlusOne > 0)
        {
            first++;
        }
        SetPath(circle[first], _graph[circle[first]].Type == CheckedType.Bundle ? "contents.d"u8 : "dependencies.d"u8);
        _report.Error("cycle"u8, _path.Text, cause.Text,
            bundles ? "a bundle cannot contain itself; remove one of these"u8
                : "each of these waits for the next; remove one dependency"u8);
    }
}
