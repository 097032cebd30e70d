using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>
/// Makes a declarative document of a service definition: the reverse of <see cref="ServiceImport"/>. What is written here is only
/// a proposal. Whoever asks imports it again and compares (<see cref="DefinitionComparison"/>); where a script does not come out
/// as it was, it is asked for again with <see cref="TakesScriptsWhole"/>.
/// </summary>
internal ref struct ServiceExport
{
    private readonly DraftFiles _files;
    private readonly ReadOnlySpan<byte> _name;
    private readonly Span<byte> _scriptText;
    private readonly Span<ChainReader.WordRange> _words;
    private TomlWriter _toml;

    /// <summary>
    /// Files: those of one service of that name. The memory for words is twice as long as the longest script, and has a word for
    /// each of its bytes.
    /// </summary>
    public ServiceExport(
        DraftFiles files, ReadOnlySpan<byte> name, TomlWriter toml, Span<byte> scriptText, Span<ChainReader.WordRange> words)
    {
        _files = files;
        _name = name;
        _toml = toml;
        _scriptText = scriptText;
        _words = words;
        TakesScriptsWhole = false;
    }

    /// <summary>Scripts are not taken apart into keys.</summary>
    public bool TakesScriptsWhole { get; init; }

    public readonly TomlWriter Toml => _toml;

    public void Export()
    {
        ReadOnlySpan<byte> type = Line("type"u8);
        WriteString("type"u8, type);
        WriteLine("description"u8);
        WriteFlag("flag-essential"u8, "essential"u8);
        WriteFlag("flag-recommended"u8, "recommended"u8);
        WriteNames("contents"u8, "contents.d"u8);
        WriteNames("dependencies"u8, "dependencies.d"u8);
        WriteNumber("timeout-up"u8);
        WriteNumber("timeout-down"u8);
        if (type.SequenceEqual("oneshot"u8))
        {
            WriteOneshot();
        }
        if (!type.SequenceEqual("longrun"u8))
        {
            return;
        }
        WriteNumber("timeout-kill"u8);
        WriteNumber("timeout-finish"u8);
        WriteNumber("max-death-tally"u8);
        WriteNumber("lock-fd"u8);
        WriteLine("down-signal"u8);
        WriteLine("producer-for"u8);
        WriteList("consumer-for"u8, "consumer-for"u8);
        WriteLine("pipeline-name"u8);
        WriteRun();
        WriteFinish();
        WriteTable("data"u8);
        WriteTable("env"u8);
    }

    /// <summary>The file of the service, -1 where there is none.</summary>
    private readonly int Find(ReadOnlySpan<byte> file, ReadOnlySpan<byte> inner = default)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(_name);
        path.Append("/"u8);
        path.Append(file);
        path.Append(inner.IsEmpty ? default : "/"u8);
        path.Append(inner);
        return path.Overflowed ? -1 : _files.Find(path.Text);
    }

    /// <summary>The first line of a file.</summary>
    private readonly ReadOnlySpan<byte> Line(ReadOnlySpan<byte> file)
    {
        int index = Find(file);
        ReadOnlySpan<byte> text = index < 0 ? default : _files.ContentOf(index);
        int newline = text.IndexOf((byte)'\n');
        return newline < 0 ? text : text[..newline];
    }

    private void WriteString(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        if (TomlWriter.CanHold(text))
        {
            _toml.Append(key);
            _toml.Append(" = "u8);
            _toml.AppendString(text);
            _toml.Append("\n"u8);
        }
    }

    private void WriteLine(ReadOnlySpan<byte> key)
    {
        if (Find(key) >= 0)
        {
            WriteString(key, Line(key));
        }
    }

    private void WriteFlag(ReadOnlySpan<byte> file, ReadOnlySpan<byte> key)
    {
        if (Find(file) >= 0)
        {
            _toml.Append(key);
            _toml.Append(" = true\n"u8);
        }
    }

    private void WriteNumber(ReadOnlySpan<byte> key)
    {
        if (Find(key) >= 0 && Text.TryParse(Line(key), out uint number))
        {
            _toml.Append(key);
            _toml.Append(" = "u8);
            _toml.Append(number);
            _toml.Append("\n"u8);
        }
    }

    /// <summary>The names of a directory, or the lines of the deprecated file.</summary>
    private void WriteNames(ReadOnlySpan<byte> key, ReadOnlySpan<byte> directory)
    {
        int index = Find(directory);
        if (index < 0)
        {
            WriteList(key, key);
            return;
        }
        _toml.Append(key);
        _toml.Append(" = ["u8);
        bool first = true;
        for (int i = 0; i < _files.Count; i++)
        {
            if (TryInner(i, directory, out ReadOnlySpan<byte> name) && TomlWriter.CanHold(name))
            {
                _toml.Append(first ? default : ", "u8);
                _toml.AppendString(name);
                first = false;
            }
        }
        _toml.Append("]\n"u8);
    }

    /// <summary>Whether a file is "SERVICE/DIRECTORY/NAME".</summary>
    private readonly bool TryInner(int index, ReadOnlySpan<byte> directory, out ReadOnlySpan<byte> name)
    {
        name = default;
        ReadOnlySpan<byte> path = _files.PathOf(index);
        int start = _name.Length + directory.Length + 2;
        bool inner = path.Length > start && path[start - 1] == '/' && path[(_name.Length + 1)..].StartsWith(directory);
        name = inner ? path[start..] : default;
        return inner && !name.Contains((byte)'/');
    }

    /// <summary>A file of names, one a line; blanks before them and comments do not count (s6-rc-compile.html).</summary>
    private void WriteList(ReadOnlySpan<byte> key, ReadOnlySpan<byte> file)
    {
        int index = Find(file);
        if (index < 0 || !TomlWriter.CanHold(_files.ContentOf(index)))
        {
            return;
        }
        _toml.Append(key);
        _toml.Append(" = ["u8);
        bool first = true;
        ReadOnlySpan<byte> rest = _files.ContentOf(index);
        while (ListedNames.Next(ref rest, out ReadOnlySpan<byte> name))
        {
            _toml.Append(first ? default : ", "u8);
            _toml.AppendString(name);
            first = false;
        }
        _toml.Append("]\n"u8);
    }

    private void WriteOneshot()
    {
        int start = _toml.Length;
        // What stands before the programs is one set of keys for all three.
        bool whole = TakesScriptsWhole || !TryWriteScripts();
        if (!whole)
        {
            return;
        }
        _toml.Truncate(start);
        WriteWhole("up"u8);
        WriteWhole("down"u8);
        WriteWhole("reload"u8);
    }

    private void WriteWhole(ReadOnlySpan<byte> key)
    {
        int index = Find(key);
        if (index < 0 || !TomlWriter.CanHold(_files.ContentOf(index)))
        {
            return;
        }
        // The form of string shows the script best that has the first line in it.
        Span<byte> text = _scriptText;
        "#!/bin/execlineb\n"u8.CopyTo(text);
        ReadOnlySpan<byte> content = _files.ContentOf(index);
        content.CopyTo(text["#!/bin/execlineb\n"u8.Length..]);
        WriteString(key, text[..("#!/bin/execlineb\n"u8.Length + content.Length)]);
    }

    private bool TryWriteScripts()
    {
        int keysStart = _toml.Length;
        int keysEnd = -1;
        for (int i = 0; i < 3; i++)
        {
            ReadOnlySpan<byte> key = i == 0 ? "up"u8 : i == 1 ? "down"u8 : "reload"u8;
            int index = Find(key);
            if (index < 0)
            {
                continue;
            }
            ReadOnlySpan<byte> script = _files.ContentOf(index);
            if (!TomlWriter.CanHold(script) || !ChainReader.TryCreate(script, _scriptText, _words, out ChainReader chain))
            {
                return false;
            }
            int start = _toml.Length;
            chain.Read(ref _toml);
            if (keysEnd < 0)
            {
                keysEnd = _toml.Length;
            }
            else
            {
                if (!_toml.Text[start..].SequenceEqual(_toml.Text[keysStart..keysEnd]))
                {
                    return false;
                }
                _toml.Truncate(start);
            }
            WriteProgram(key, chain);
        }
        return true;
    }

    /// <summary>A oneshot's program: a text for the shell where it is one, else words.</summary>
    private void WriteProgram(ReadOnlySpan<byte> key, in ChainReader chain)
    {
        bool isShell = chain.RestCount == 3 && chain.Rest(0).SequenceEqual("/bin/sh"u8) && chain.Rest(1).SequenceEqual("-c"u8)
            && !chain.Rest(2).IsEmpty && !chain.Rest(2).StartsWith("#!"u8);
        if (isShell)
        {
            WriteString(key, chain.Rest(2));
        }
        else
        {
            WriteWords(key, chain);
        }
    }

    private void WriteWords(ReadOnlySpan<byte> key, in ChainReader chain)
    {
        _toml.Append(key);
        _toml.Append(" = ["u8);
        for (int i = 0; i < chain.RestCount; i++)
        {
            _toml.Append(i == 0 ? default : ", "u8);
            if (TomlWriter.CanHold(chain.Rest(i)))
            {
                _toml.AppendString(chain.Rest(i));
            }
        }
        _toml.Append("]\n"u8);
    }

    private void WriteRun()
    {
        int index = Find("run"u8);
        if (index < 0)
        {
            WriteNumber("notification-fd"u8);
            return;
        }
        ReadOnlySpan<byte> script = _files.ContentOf(index);
        bool apart = !TakesScriptsWhole && script.StartsWith(ScriptText.Start) && TomlWriter.CanHold(script);
        if (!apart || !ChainReader.TryCreate(script[ScriptText.Start.Length..], _scriptText, _words, out ChainReader chain))
        {
            WriteScript("run"u8, script);
            WriteNumber("notification-fd"u8);
            return;
        }
        chain.Read(ref _toml);
        int program = Find("data"u8, "run"u8);
        ReadOnlySpan<byte> expected = chain.ReturnsToService ? "${SERVICE_DIRECTORY}/data/run"u8 : "./data/run"u8;
        bool isData = program >= 0 && chain.RestCount == 1 && chain.Rest(0).SequenceEqual(expected)
            && chain.GoesToDirectory == chain.ReturnsToService;
        if (isData)
        {
            WriteScript("run"u8, _files.ContentOf(program));
            _files[program].IsTaken = true;
        }
        else
        {
            WriteWords("exec"u8, chain);
        }
        int check = chain.HasReadiness ? Find("data"u8, "check"u8) : -1;
        if (check >= 0)
        {
            WriteScript("readiness.check"u8, _files.ContentOf(check));
            _files[check].IsTaken = true;
        }
        bool isDefault = check >= 0
            && Text.TryParse(Line("notification-fd"u8), out uint fd) && fd == Limits.NotificationFdDefault;
        if (!isDefault)
        {
            WriteNumber("notification-fd"u8);
        }
    }

    /// <summary>A script; the shell's first line is what import gives one without.</summary>
    private void WriteScript(ReadOnlySpan<byte> key, ReadOnlySpan<byte> script)
    {
        ReadOnlySpan<byte> shell = "#!/bin/sh\n"u8;
        bool isShort = script.StartsWith(shell) && script.Length > shell.Length && !script[shell.Length..].StartsWith("#!"u8);
        WriteString(key, isShort ? script[shell.Length..] : script);
    }

    private void WriteFinish()
    {
        int index = Find("finish"u8);
        if (index < 0)
        {
            return;
        }
        int start = _toml.Length;
        ReadOnlySpan<byte> script = _files.ContentOf(index);
        int program = Find("data"u8, "finish"u8);
        if (TakesScriptsWhole || !FinishReader.TryRead(script, ref _toml, out bool hasProgram) || hasProgram != program >= 0)
        {
            _toml.Truncate(start);
            WriteScript("finish"u8, script);
            return;
        }
        if (hasProgram)
        {
            WriteScript("finish"u8, _files.ContentOf(program));
            _files[program].IsTaken = true;
        }
    }

    /// <summary>The files of a directory that no other key stands for.</summary>
    private void WriteTable(ReadOnlySpan<byte> directory)
    {
        int index = Find(directory);
        bool any = false;
        for (int i = 0; i < _files.Count; i++)
        {
            if (!TryInner(i, directory, out ReadOnlySpan<byte> name) || _files[i].IsDirectory)
            {
                continue;
            }
            any = true;
            if (!_files[i].IsTaken && TomlWriter.CanHold(name) && TomlWriter.CanHold(_files.ContentOf(i)))
            {
                _toml.Append(directory);
                _toml.Append("."u8);
                _toml.AppendKey(name);
                _toml.Append(" = "u8);
                _toml.AppendString(_files.ContentOf(i));
                _toml.Append("\n"u8);
            }
        }
        if (index >= 0 && !any)
        {
            _toml.Append(directory);
            _toml.Append(" = {}\n"u8);
        }
    }
}
