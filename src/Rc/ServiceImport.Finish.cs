using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <content>What happens when the service has ended, and its logger.</content>
internal ref partial struct ServiceImport
{
    /// <summary>The finish script is import's own, for it decides whether the service is started again.</summary>
    private readonly bool HasPolicy =>
        IsText("restart"u8, "never"u8) || IsText("restart"u8, "on-failure"u8) || Has("permanent-failure"u8);

    /// <summary>servicedir.html: a finish script that exits 125 tells that the service has failed for good.</summary>
    private void WriteFinish()
    {
        int finish = Get("finish"u8);
        if (!HasPolicy)
        {
            if (finish != TomlDocument.None)
            {
                _files.Begin(_name, "finish"u8, executable: true);
                WriteProgram(finish);
            }
            return;
        }
        _files.Begin(_name, "finish"u8, executable: true);
        _files.Append(ScriptText.StartWithArguments);
        _files.Append(finish == TomlDocument.None ? default : "foreground { ./data/finish ${@} }\n"u8);
        if (IsText("restart"u8, "never"u8))
        {
            _files.Append("exit 125\n"u8);
        }
        else
        {
            _files.Append(IsText("restart"u8, "on-failure"u8) ? "ifelse { eltest ${1} -eq 0 } { exit 125 }\n"u8 : default);
            WritePermanentFailure();
            _files.Append(finish == TomlDocument.None ? "exit 0\n"u8 : "importas -i ? ?\nexit ${?}\n"u8);
        }
        if (finish != TomlDocument.None)
        {
            _files.Begin(_name, "data"u8, "finish"u8, executable: true);
            WriteProgram(finish);
        }
    }

    private void WritePermanentFailure()
    {
        if (!Has("permanent-failure"u8))
        {
            return;
        }
        _files.Append("s6-permafailon "u8);
        _files.Append(NumberOf(Get("permanent-failure"u8, "seconds"u8)));
        _files.Append(" "u8);
        _files.Append(NumberOf(Get("permanent-failure"u8, "deaths"u8)));
        int exits = Get("permanent-failure"u8, "exits"u8);
        if (_document[exits].Kind == TomlKind.String)
        {
            ScriptText.AppendOperand(ref _files, _document.TextOf(exits));
        }
        else
        {
            _files.Append(" "u8);
            for (int node = _document[exits].First; node != TomlDocument.None; node = _document[node].Next)
            {
                ScriptText.AppendWord(ref _files, _document.TextOf(node));
                _files.Append(_document[node].Next == TomlDocument.None ? default : ","u8);
            }
        }
        _files.Append("\n"u8);
    }

    /// <summary>What the logger is called: logging.name, or the service's name with -log behind it.</summary>
    private readonly void AppendLoggerName(scoped ref PathBuffer name)
    {
        int node = Get("logging"u8, "name"u8);
        name.Append(node == TomlDocument.None ? _name : _document.TextOf(node));
        name.Append(node == TomlDocument.None ? "-log"u8 : default);
    }

    private void WriteLogging()
    {
        if (!Has("logging"u8))
        {
            return;
        }
        Span<byte> memory = stackalloc byte[Limits.PathLengthMax];
        PathBuffer logger = new(memory);
        AppendLoggerName(ref logger);
        Assert.That(!logger.Overflowed);
        _files.Begin(_name, "producer-for"u8);
        _files.Append(logger.Text);
        _files.Append("\n"u8);
        _files.AddDirectory(logger.Text, default);
        _files.Begin(logger.Text, "type"u8);
        _files.Append("longrun\n"u8);
        _files.Begin(logger.Text, "consumer-for"u8);
        _files.Append(_name);
        _files.Append("\n"u8);
        _files.Begin(logger.Text, "pipeline-name"u8);
        int pipeline = Get("logging"u8, "pipeline"u8);
        _files.Append(pipeline == TomlDocument.None ? _name : _document.TextOf(pipeline));
        _files.Append(pipeline == TomlDocument.None ? "-pipeline\n"u8 : "\n"u8);
        int dependencies = Get("logging"u8, "dependencies"u8);
        if (dependencies != TomlDocument.None)
        {
            WriteNames(logger.Text, dependencies, "dependencies.d"u8);
        }
        _files.Begin(logger.Text, "notification-fd"u8);
        _files.Append("3\n"u8);
        _files.Begin(logger.Text, "run"u8, executable: true);
        _files.Append(ScriptText.Start);
        WriteLogScript();
    }

    /// <summary>The logger's run script: s6-log tells its readiness on descriptor 3 (s6-log.html).</summary>
    private void WriteLogScript()
    {
        int user = Get("logging"u8, "user"u8);
        if (user != TomlDocument.None)
        {
            _files.Append("s6-setuidgid"u8);
            ScriptText.AppendOperand(ref _files, _document.TextOf(user));
            _files.Append("\n"u8);
        }
        _files.Append("s6-log -d 3 --"u8);
        int timestamp = Get("logging"u8, "timestamp"u8);
        int stamp = timestamp == TomlDocument.None ? 't' : LogStampOf(_document.TextOf(timestamp));
        if (stamp != 0)
        {
            _files.Append(stamp == 't' ? " t"u8 : " T"u8);
        }
        WriteLogNumber("number"u8, " n"u8);
        WriteLogNumber("size"u8, " s"u8);
        int directory = Get("logging"u8, "directory"u8);
        int script = Get("logging"u8, "script"u8);
        if (directory != TomlDocument.None)
        {
            ScriptText.AppendOperand(ref _files, _document.TextOf(directory));
        }
        for (int node = script == TomlDocument.None ? script : _document[script].First; node != TomlDocument.None;
            node = _document[node].Next)
        {
            ScriptText.AppendOperand(ref _files, _document.TextOf(node));
        }
        _files.Append("\n"u8);
    }

    private void WriteLogNumber(ReadOnlySpan<byte> key, ReadOnlySpan<byte> control)
    {
        int node = Get("logging"u8, key);
        if (node != TomlDocument.None)
        {
            _files.Append(control);
            _files.Append(NumberOf(node));
        }
    }

    /// <summary>The control of s6-log for a kind of time stamp, 0 for none; -1 where there is no such kind.</summary>
    private static int LogStampOf(ReadOnlySpan<byte> name) => name.SequenceEqual("tai64n"u8) ? 't'
        : name.SequenceEqual("iso8601"u8) ? 'T'
        : name.SequenceEqual("none"u8) ? 0
        : -1;
}
