using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// `sestet rc check`: what makes s6-rc-compile refuse source directories (s6-rc-compile.html, "Source format"), and what makes a
/// service fail that has been compiled. First every definition is read, then what they say of each other is looked at.
/// </summary>
internal ref partial struct SourceCheck
{
    private readonly Arguments _sources;
    private readonly Span<byte> _script;
    private readonly Span<byte> _word;
    private CheckGraph _graph;
    private CheckReport _report;
    private PathBuffer _path;

    private SourceCheck(
        Arguments sources, CheckGraph graph, CheckReport report, PathBuffer path, Span<byte> script, Span<byte> word)
    {
        _sources = sources;
        _graph = graph;
        _report = report;
        _path = path;
        _script = script;
        _word = word;
    }

    /// <summary>Checks the directories: 1 where an error was found, 111 where that could not be looked for.</summary>
    public static int Run(Arguments sources, bool isJson)
    {
        Span<CheckedName> names = default;
        Span<int> buckets = default;
        Span<int> path = default;
        Span<byte> text = default;
        Span<byte> script = default;
        Span<byte> word = default;
        Errno error = ChainMemory.TryAllocateArray(Limits.CheckedServicesMax, out Span<CheckedService> services);
        error = error.Failed ? error : ChainMemory.TryAllocateArray(Limits.CheckedNamesMax, out names);
        error = error.Failed ? error : ChainMemory.TryAllocateArray(Limits.CheckedServicesMax, out buckets);
        error = error.Failed ? error : ChainMemory.TryAllocateArray(Limits.CheckedServicesMax * 2, out path);
        error = error.Failed ? error : ChainMemory.TryAllocateArray(Limits.CheckedTextLength, out text);
        error = error.Failed ? error : ChainMemory.TryAllocateArray(Limits.CheckedScriptLength, out script);
        error = error.Failed ? error : ChainMemory.TryAllocateArray(Limits.CheckedScriptLength, out word);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "check sources"u8);
        }
        SourceCheck check = new(
            sources,
            new CheckGraph(services, names, buckets, text),
            new CheckReport(isJson, stackalloc byte[Limits.MessageBufferLength]),
            new PathBuffer(stackalloc byte[Limits.PathLengthMax]),
            script,
            word);
        int code = check.ReadAll();
        check.CheckNames();
        check.CheckPipelines();
        check.CheckCircles(path);
        error = check._report.End();
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "write to stdout"u8);
        }
        if (check._graph.Overflowed)
        {
            return Diagnostics.Fatal(ExitCode.System, "there are more services than can be checked at once"u8);
        }
        return code != ExitCode.Success ? code : check._report.Errors > 0 ? ExitCode.Failure : ExitCode.Success;
    }

    private int ReadAll()
    {
        int code = ExitCode.Success;
        for (int i = 0; i < _sources.Count; i++)
        {
            Result<Fd> source = Kernel.OpenDirectory(Fd.CurrentDirectory, _sources.AtZ(i));
            if (!source.Ok)
            {
                code = Diagnostics.Unable(ExitCode.System, source.Error, "open directory "u8, _sources[i]);
                continue;
            }
            Errno error = ReadSource(i, source.Value);
            Kernel.Close(source.Value);
            if (error.Failed)
            {
                code = Diagnostics.Unable(ExitCode.System, error, "read directory "u8, _sources[i]);
            }
        }
        return code;
    }

    private Errno ReadSource(int index, Fd source)
    {
        DirectoryReader names = new(source, stackalloc byte[Limits.DirectoryBufferLength]);
        bool any = false;
        while (names.Next(out ReadOnlySpan<byte> nameZ))
        {
            Result<FileStatus> status = nameZ[0] == '.'
                ? new Result<FileStatus>(Errno.ENOENT)
                : Kernel.Stat(source, nameZ);
            if (status.Ok && status.Value.IsDirectory)
            {
                any = true;
                ReadService(index, nameZ[..^1]);
            }
        }
        if (!any)
        {
            _report.Warn("empty-source"u8, _sources[index], "no service is in it"u8,
                "name the directory that holds the services' directories"u8);
        }
        return names.Error;
    }

    /// <summary>Sets the path to a service's directory, or a file in it.</summary>
    private void SetPath(int service, scoped ReadOnlySpan<byte> file, scoped ReadOnlySpan<byte> inner = default)
    {
        _path.Truncate(0);
        _path.Append(_sources[_graph[service].Source]);
        _path.Append("/"u8);
        _path.Append(_graph.NameOf(service));
        _path.Append(file.IsEmpty ? default : "/"u8);
        _path.Append(file);
        _path.Append(inner.IsEmpty ? default : "/"u8);
        _path.Append(inner);
    }

    private void ReadService(int source, scoped ReadOnlySpan<byte> name)
    {
        _path.Truncate(0);
        _path.Append(_sources[source]);
        _path.Append("/"u8);
        _path.Append(name);
        if (!ServiceName.IsValid(name, out ReadOnlySpan<byte> why))
        {
            _report.Error("bad-name"u8, _path.Text, why, "give the directory another name"u8);
            return;
        }
        int other = _graph.Find(name);
        if (other >= 0)
        {
            _report.Error(
                "duplicate"u8, _path.Text,
                "a service of this name is in another source directory, too"u8, "rename or remove one of them"u8);
            return;
        }
        int service = _graph.Add(name, source);
        if (service < 0)
        {
            return;
        }
        _graph[service].Type = ReadType(service);
        switch (_graph[service].Type)
        {
            case CheckedType.Bundle:
                ReadNames(service, "contents"u8, "contents.d"u8, CheckedLink.Content, isNeeded: true);
                break;
            case CheckedType.Oneshot:
                ReadAtomic(service);
                ReadCommandLine(service, "up"u8, isNeeded: true);
                ReadCommandLine(service, "down"u8, isNeeded: false);
                ReadCommandLine(service, "reload"u8, isNeeded: false);
                break;
            case CheckedType.Longrun:
                ReadAtomic(service);
                ReadLongrun(service);
                break;
            case CheckedType.Unknown:
            default:
                break;
        }
    }

    private void ReadAtomic(int service)
    {
        ReadNames(service, "dependencies"u8, "dependencies.d"u8, CheckedLink.Dependency, isNeeded: false);
        CheckNumber(service, "timeout-up"u8, isStrict: true, least: 0);
        CheckNumber(service, "timeout-down"u8, isStrict: true, least: 0);
    }

    private void ReadLongrun(int service)
    {
        CheckNumber(service, "timeout-kill"u8, isStrict: false, least: 0);
        CheckNumber(service, "timeout-finish"u8, isStrict: false, least: 0);
        CheckNumber(service, "max-death-tally"u8, isStrict: false, least: 0);
        CheckNumber(service, "notification-fd"u8, isStrict: false, least: 3);
        CheckNumber(service, "lock-fd"u8, isStrict: false, least: 3);
        CheckSignal(service);
        CheckDirectory(service, "data"u8);
        CheckDirectory(service, "env"u8);
        CheckProgram(service, "run"u8, isNeeded: true);
        CheckProgram(service, "finish"u8, isNeeded: false);
        ReadList(service, "consumer-for"u8, CheckedLink.Producer);
        ReadOne(service, "producer-for"u8, CheckedLink.Consumer);
    }

    /// <summary>
    /// Reads a small file of the service: its length, or -1 where there is none or it cannot be read, which is an error if it is
    /// there.
    /// </summary>
    private int ReadFile(int service, scoped ReadOnlySpan<byte> file, out bool isThere)
    {
        SetPath(service, file);
        Result<Fd> opened = _path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.Open(Fd.CurrentDirectory, _path.TextZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        isThere = opened.Error != Errno.ENOENT;
        Errno error = opened.Error;
        int length = 0;
        while (error.IsNone && length < _script.Length)
        {
            Result<int> read = Kernel.Read(opened.Value, _script[length..]);
            error = read.Error;
            if (!read.Ok || read.Value == 0)
            {
                break;
            }
            length += read.Value;
        }
        if (opened.Ok)
        {
            Kernel.Close(opened.Value);
        }
        if (error == Errno.EISDIR)
        {
            _report.Error("not-a-file"u8, _path.Text, "this is a directory"u8, "a file must be here"u8);
        }
        else if (error.Failed && isThere)
        {
            _report.Error("unreadable"u8, _path.Text, Kernel.ErrorText(error), "make the file readable"u8);
        }
        return error.Failed ? -1 : length;
    }

    private CheckedType ReadType(int service)
    {
        int length = ReadFile(service, "type"u8, out bool isThere);
        if (length < 0)
        {
            if (!isThere)
            {
                _report.Error("type"u8, _path.Text, "this file is missing"u8, "write longrun, oneshot or bundle into it"u8);
            }
            return CheckedType.Unknown;
        }
        ReadOnlySpan<byte> line = FirstLine(_script[..length]);
        CheckedType type = line.SequenceEqual("longrun"u8) ? CheckedType.Longrun
            : line.SequenceEqual("oneshot"u8) ? CheckedType.Oneshot
            : line.SequenceEqual("bundle"u8) ? CheckedType.Bundle
            : CheckedType.Unknown;
        if (type == CheckedType.Unknown)
        {
            bool isCarriage = line.EndsWith("\r"u8);
            _report.Error(
                isCarriage ? "crlf"u8 : "type"u8,
                _path.Text,
                isCarriage ? "its line ends with CR and LF"u8 : "this is no type of service"u8,
                isCarriage ? "save the file with LF only"u8 : "write longrun, oneshot or bundle into it"u8);
        }
        return type;
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> text)
    {
        int newline = text.IndexOf((byte)'\n');
        return newline < 0 ? text : text[..newline];
    }
}
