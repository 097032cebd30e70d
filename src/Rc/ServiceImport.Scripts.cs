using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <content>
/// Scripts: what stands before the program is a line each, in one order, so that export can read it again. The order matters:
/// readiness is checked from the service's own directory, limits and priority are set while that is allowed, and the user is
/// changed last.
/// </content>
internal ref partial struct ServiceImport
{
    /// <summary>Something stands before the program.</summary>
    private readonly bool HasChain =>
        MergesStderr || Get("readiness"u8, "check"u8) != TomlDocument.None || Has("limits"u8) || Has("nice"u8) || Has("umask"u8)
        || IsTrue("clean-environment"u8) || Has("environment-directory"u8) || Has("environment"u8) || Has("user"u8)
        || Has("directory"u8);

    /// <summary>A logger gets both streams unless the file says otherwise.</summary>
    private readonly bool MergesStderr => Has("merge-stderr"u8) ? IsTrue("merge-stderr"u8) : Has("logging"u8);

    private void WriteRun()
    {
        int script = Get("run"u8);
        bool wrapped = script == TomlDocument.None || HasChain;
        _files.Begin(_name, "run"u8, executable: true);
        if (wrapped)
        {
            _files.Append(ScriptText.Start);
            WriteChain();
        }
        if (script == TomlDocument.None)
        {
            WriteWords(Get("exec"u8));
        }
        else if (!wrapped)
        {
            WriteScript(script);
        }
        else
        {
            WriteDataProgram("run"u8);
            _files.Begin(_name, "data"u8, "run"u8, executable: true);
            WriteScript(script);
        }
        int check = Get("readiness"u8, "check"u8);
        if (check != TomlDocument.None)
        {
            _files.Begin(_name, "data"u8, "check"u8, executable: true);
            WriteProgram(check);
        }
    }

    /// <summary>A program in data, which is found again where the script has gone to another directory.</summary>
    private void WriteDataProgram(ReadOnlySpan<byte> name)
    {
        if (Has("directory"u8))
        {
            _files.Append("importas -i -u SERVICE_DIRECTORY SERVICE_DIRECTORY\n${SERVICE_DIRECTORY}/data/"u8);
        }
        else
        {
            _files.Append("./data/"u8);
        }
        _files.Append(name);
        _files.Append("\n"u8);
    }

    /// <summary>A script as it is; without an interpreter it is one of the shell.</summary>
    private void WriteScript(int node)
    {
        ReadOnlySpan<byte> text = _document.TextOf(node);
        _files.Append(text.StartsWith("#!"u8) ? default : "#!/bin/sh\n"u8);
        _files.Append(text);
    }

    /// <summary>A script of its own: text, or words of a program.</summary>
    private void WriteProgram(int node)
    {
        if (_document[node].Kind == TomlKind.String)
        {
            WriteScript(node);
            return;
        }
        _files.Append(ScriptText.Start);
        WriteWords(node);
    }

    private void WriteWords(int list)
    {
        bool first = true;
        for (int node = _document[list].First; node != TomlDocument.None; node = _document[node].Next)
        {
            _files.Append(first ? default : " "u8);
            ScriptText.AppendWord(ref _files, _document.TextOf(node));
            first = false;
        }
        _files.Append("\n"u8);
    }

    /// <summary>
    /// A oneshot's command line. A text is for the shell, unless its first line names execlineb: then the rest stays as it is.
    /// </summary>
    private void WriteCommandLine(ReadOnlySpan<byte> key)
    {
        int node = Get(key);
        if (node == TomlDocument.None)
        {
            return;
        }
        _files.Begin(_name, key);
        WriteChain();
        if (_document[node].Kind == TomlKind.Array)
        {
            WriteWords(node);
            return;
        }
        ReadOnlySpan<byte> text = _document.TextOf(node);
        if (Interpreter.IsExecline(text, out ReadOnlySpan<byte> rest))
        {
            _files.Append(rest);
            return;
        }
        Interpreter.AppendCommand(ref _files, text);
    }

    private void WriteChain()
    {
        _files.Append(MergesStderr ? "fdmove -c 2 1\n"u8 : default);
        WriteReadinessCheck();
        WriteLimits();
        WriteOption("nice"u8, "nice -n"u8);
        WriteOption("umask"u8, "umask"u8);
        _files.Append(IsTrue("clean-environment"u8) ? "emptyenv -p\n"u8 : default);
        WriteOption("environment-directory"u8, "s6-envdir"u8);
        int table = Get("environment"u8);
        for (int node = table == TomlDocument.None ? table : _document[table].First; node != TomlDocument.None;
            node = _document[node].Next)
        {
            _files.Append("export"u8);
            ScriptText.AppendOperand(ref _files, _document.NameOf(node));
            ScriptText.AppendOperand(ref _files, _document.TextOf(node));
            _files.Append("\n"u8);
        }
        WriteUser();
        if (Has("directory"u8))
        {
            _files.Append(Has("run"u8) ? "getcwd SERVICE_DIRECTORY\n"u8 : default);
            WriteOption("directory"u8, "cd"u8);
        }
    }

    /// <summary>A command with the value of a key as its operand.</summary>
    private void WriteOption(ReadOnlySpan<byte> key, ReadOnlySpan<byte> command)
    {
        int node = Get(key);
        if (node != TomlDocument.None)
        {
            _files.Append(command);
            ScriptText.AppendOperand(ref _files, _document.TextOf(node));
            _files.Append("\n"u8);
        }
    }

    private void WriteUser()
    {
        int user = Get("user"u8);
        if (user == TomlDocument.None)
        {
            return;
        }
        int group = Get("group"u8);
        int groups = Get("supplementary-groups"u8);
        if (group == TomlDocument.None && groups == TomlDocument.None)
        {
            WriteOption("user"u8, "s6-setuidgid"u8);
            return;
        }
        WriteOption("user"u8, "s6-envuidgid"u8);
        WriteOption("group"u8, "s6-envuidgid -g -n"u8);
        _files.Append("s6-applyuidgid -z -U"u8);
        if (groups != TomlDocument.None)
        {
            _files.Append(" -G \""u8);
            for (int node = _document[groups].First; node != TomlDocument.None; node = _document[node].Next)
            {
                _files.Append(NumberOf(node));
                _files.Append(_document[node].Next == TomlDocument.None ? default : ","u8);
            }
            _files.Append("\""u8);
        }
        _files.Append("\n"u8);
    }

    private void WriteLimits()
    {
        int table = Get("limits"u8);
        if (table == TomlDocument.None)
        {
            return;
        }
        _files.Append("s6-softlimit"u8);
        for (int i = 0; i < SoftLimits.Count; i++)
        {
            int node = _document.Find(table, SoftLimits.Key(i));
            if (node == TomlDocument.None)
            {
                continue;
            }
            _files.Append(" -"u8);
            _files.Append(SoftLimits.Letter(i));
            _files.Append(" "u8);
            if (_document[node].Kind == TomlKind.String)
            {
                _files.Append("="u8);
            }
            else
            {
                _files.Append(NumberOf(node));
            }
        }
        _files.Append("\n"u8);
    }

    private void WriteReadinessCheck()
    {
        if (Get("readiness"u8, "check"u8) == TomlDocument.None)
        {
            return;
        }
        _files.Append("s6-notifyoncheck"u8);
        for (int i = 0; i < ReadinessOptions.Count; i++)
        {
            int node = Get("readiness"u8, ReadinessOptions.Key(i));
            if (node != TomlDocument.None)
            {
                _files.Append(" -"u8);
                _files.Append(ReadinessOptions.Letter(i));
                _files.Append(" "u8);
                _files.Append(NumberOf(node));
            }
        }
        _files.Append("\n"u8);
    }
}
