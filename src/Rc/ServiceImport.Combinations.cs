using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Rc;

/// <content>What keys mean together, and values that are more than a string.</content>
internal ref partial struct ServiceImport
{
    private void CheckCombinations()
    {
        CheckList("dependencies"u8);
        CheckList("contents"u8);
        CheckList("consumer-for"u8);
        CheckLine("description"u8);
        CheckFlags();
        switch (_type)
        {
            case ServiceType.Bundle:
                Require("contents"u8, "a bundle needs contents"u8);
                break;
            case ServiceType.Oneshot:
                Require("up"u8, "a oneshot needs a script to go up: up"u8);
                CheckProgram("up"u8);
                CheckProgram("down"u8);
                CheckProgram("reload"u8);
                CheckChain();
                break;
            case ServiceType.Longrun:
                CheckLongrun();
                CheckChain();
                break;
            case ServiceType.Unknown:
            default:
                Assert.That(false);
                break;
        }
    }

    private void Require(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        if (!Has(key))
        {
            _complaints.Add(_document, _service, message);
        }
    }

    private void CheckLongrun()
    {
        if (Has("run"u8) == Has("exec"u8))
        {
            _complaints.Add(_document, _service, "a longrun needs one of run (a script) and exec (a command line)"u8);
        }
        CheckProgram("run"u8);
        CheckProgram("exec"u8);
        CheckProgram("finish"u8);
        CheckName("producer-for"u8);
        CheckName("pipeline-name"u8);
        CheckLine("down-signal"u8);
        if (Has("down-signal"u8) && !Signal.TryParse(_document.TextOf(Get("down-signal"u8)), out _))
        {
            _complaints.Add(_document, Get("down-signal"u8), "no such signal; it is a name such as SIGTERM, or a number"u8);
        }
        if (Has("pipeline-name"u8) && !Has("consumer-for"u8))
        {
            _complaints.Add(_document, Get("pipeline-name"u8), "only the last of a pipeline names it: consumer-for is missing"u8);
        }
        CheckReadiness();
        CheckRestart();
        CheckLogging();
        CheckData();
    }

    private void CheckFlags()
    {
        int umask = Get("umask"u8);
        if (umask != TomlDocument.None && !IsOctal(_document.TextOf(umask)))
        {
            _complaints.Add(_document, umask, "this is three octal digits, such as \"022\""u8);
        }
    }

    private static bool IsOctal(ReadOnlySpan<byte> text)
    {
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }
        }
        return text.Length is > 0 and <= 4;
    }

    private void CheckList(ReadOnlySpan<byte> key)
    {
        CheckNamesOf(Get(key));
    }

    private void CheckNamesOf(int list)
    {
        if (list == TomlDocument.None)
        {
            return;
        }
        for (int node = _document[list].First; node != TomlDocument.None; node = _document[node].Next)
        {
            CheckNameAt(node);
        }
    }

    private void CheckName(ReadOnlySpan<byte> key)
    {
        if (Has(key))
        {
            CheckNameAt(Get(key));
        }
    }

    private void CheckNameAt(int node)
    {
        if (!ServiceName.IsValid(_document.TextOf(node), out ReadOnlySpan<byte> why))
        {
            _complaints.Add(_document, node, "no service can be called \""u8, _document.TextOf(node), "\": "u8, why);
        }
    }

    private void CheckLine(ReadOnlySpan<byte> key)
    {
        if (Has(key) && _document.TextOf(Get(key)).Contains((byte)'\n'))
        {
            _complaints.Add(_document, Get(key), "this must be one line"u8);
        }
    }

    /// <summary>A script that is not empty, or the words of a program, whose name is the first one.</summary>
    private void CheckProgram(ReadOnlySpan<byte> key)
    {
        if (Has(key))
        {
            CheckProgramAt(Get(key));
        }
    }

    private void CheckProgramAt(int node)
    {
        if (_document[node].Kind == TomlKind.String && _document.TextOf(node).IsEmpty)
        {
            _complaints.Add(_document, node, "the script is empty"u8);
        }
        if (_document[node].Kind != TomlKind.Array)
        {
            return;
        }
        int first = _document[node].First;
        if (first == TomlDocument.None || _document.TextOf(first).IsEmpty)
        {
            _complaints.Add(_document, node, "the first word, a program's name, is missing"u8);
        }
        else if (_document.TextOf(first)[0] == '-')
        {
            // What stands before it in the script would take it for an option.
            _complaints.Add(_document, first, "a program's name cannot begin with a dash"u8);
        }
    }

    /// <summary>What stands in the script before the program.</summary>
    private void CheckChain()
    {
        CheckOperand("user"u8);
        CheckOperand("group"u8);
        CheckOperand("directory"u8);
        CheckOperand("environment-directory"u8);
        bool hasGroups = Has("group"u8) || Has("supplementary-groups"u8);
        if (hasGroups && !Has("user"u8))
        {
            _complaints.Add(_document, _service, "groups are those of a user: user is missing"u8);
        }
        int table = Get("limits"u8);
        if (table != TomlDocument.None && _document[table].First == TomlDocument.None)
        {
            _complaints.Add(_document, table, "no limit is in it"u8);
        }
    }

    private void CheckOperand(ReadOnlySpan<byte> key) => CheckOperandAt(Get(key));

    private void CheckOperandAt(int node)
    {
        if (node != TomlDocument.None && (_document.TextOf(node).IsEmpty || _document.TextOf(node)[0] == '-'))
        {
            _complaints.Add(_document, node, "this cannot be empty or begin with a dash"u8);
        }
    }

    private void CheckReadiness()
    {
        int table = Get("readiness"u8);
        if (table == TomlDocument.None)
        {
            return;
        }
        int check = Get("readiness"u8, "check"u8);
        int fd = Get("readiness"u8, "fd"u8);
        if (check != TomlDocument.None)
        {
            CheckProgramAt(check);
        }
        else if (fd == TomlDocument.None)
        {
            _complaints.Add(_document, table, "either fd (the service tells) or check (it is asked) must be in it"u8);
        }
        else if (_document.CountOf(table) > 1)
        {
            _complaints.Add(_document, table, "the other keys are for check, which is missing"u8);
        }
        if (fd != TomlDocument.None && Has("notification-fd"u8))
        {
            _complaints.Add(_document, fd, "this is notification-fd, which is given already"u8);
        }
    }

    private void CheckRestart()
    {
        int restart = Get("restart"u8);
        if (restart != TomlDocument.None && !IsText("restart"u8, "always"u8) && !IsText("restart"u8, "never"u8)
            && !IsText("restart"u8, "on-failure"u8))
        {
            _complaints.Add(_document, restart, "this is \"always\", \"on-failure\" or \"never\""u8);
        }
        int table = Get("permanent-failure"u8);
        if (table == TomlDocument.None)
        {
            return;
        }
        int exits = Get("permanent-failure"u8, "exits"u8);
        bool whole = exits != TomlDocument.None && Get("permanent-failure"u8, "deaths"u8) != TomlDocument.None
            && Get("permanent-failure"u8, "seconds"u8) != TomlDocument.None;
        if (!whole)
        {
            _complaints.Add(_document, table, "deaths, seconds and exits must all be in it"u8);
        }
        else if (_document[exits].Kind == TomlKind.Array
            ? _document[exits].First == TomlDocument.None : _document.TextOf(exits).IsEmpty)
        {
            _complaints.Add(_document, exits, "exit codes and signals are missing: \"1-101,SIGSEGV\""u8);
        }
        if (IsText("restart"u8, "never"u8))
        {
            _complaints.Add(_document, table, "a service that is never started again needs none"u8);
        }
    }

    private void CheckLogging()
    {
        int table = Get("logging"u8);
        if (table == TomlDocument.None)
        {
            return;
        }
        int directory = Get("logging"u8, "directory"u8);
        int script = Get("logging"u8, "script"u8);
        if ((directory == TomlDocument.None) == (script == TomlDocument.None))
        {
            _complaints.Add(_document, table, "one of directory and script (words for s6-log) must be in it"u8);
        }
        else if (directory != TomlDocument.None
            && (_document.TextOf(directory).IsEmpty || _document.TextOf(directory)[0] is not ((byte)'/' or (byte)'.')))
        {
            _complaints.Add(_document, directory, "s6-log knows a directory by its first letter, which is / or ."u8);
        }
        if (script != TomlDocument.None && _document[script].First == TomlDocument.None)
        {
            _complaints.Add(_document, script, "the script is empty"u8);
        }
        int timestamp = Get("logging"u8, "timestamp"u8);
        if (timestamp != TomlDocument.None && LogStampOf(_document.TextOf(timestamp)) < 0)
        {
            _complaints.Add(_document, timestamp, "this is \"tai64n\", \"iso8601\" or \"none\""u8);
        }
        int size = Get("logging"u8, "size"u8);
        if (size != TomlDocument.None && _document[size].Kind == TomlKind.String)
        {
            _complaints.Add(_document, size, "this must be a number of bytes"u8);
        }
        if (Has("producer-for"u8))
        {
            _complaints.Add(_document, Get("producer-for"u8), "the output goes to logging already"u8);
        }
        CheckLoggerNames();
    }

    private void CheckLoggerNames()
    {
        Span<byte> memory = stackalloc byte[Limits.PathLengthMax];
        PathBuffer name = new(memory);
        AppendLoggerName(ref name);
        if (!ServiceName.IsValid(name.Text, out ReadOnlySpan<byte> why))
        {
            _complaints.Add(_document, Get("logging"u8), "the logger cannot be called \""u8, name.Text, "\": "u8, why);
        }
        int services = _document[_service].Parent == 0 && _service == 0 ? TomlDocument.None : _document[_service].Parent;
        if (name.Text.SequenceEqual(_name)
            || (services != TomlDocument.None && _document.Find(services, name.Text) != TomlDocument.None))
        {
            _complaints.Add(_document, Get("logging"u8), "there is another service called "u8, name.Text);
        }
        CheckOperandAt(Get("logging"u8, "user"u8));
        int pipeline = Get("logging"u8, "pipeline"u8);
        if (pipeline != TomlDocument.None)
        {
            CheckNameAt(pipeline);
        }
        CheckNamesOf(Get("logging"u8, "dependencies"u8));
    }

    /// <summary>Files that import itself writes into data cannot be given there as well.</summary>
    private void CheckData()
    {
        CheckDatum("check"u8, Get("readiness"u8, "check"u8) != TomlDocument.None, "readiness.check"u8);
        CheckDatum("run"u8, Has("run"u8) && HasChain, "run"u8);
        CheckDatum("finish"u8, Has("finish"u8) && HasPolicy, "finish"u8);
    }

    private void CheckDatum(ReadOnlySpan<byte> file, bool isTaken, ReadOnlySpan<byte> by)
    {
        int table = Get("data"u8);
        int node = table != TomlDocument.None ? _document.Find(table, file) : TomlDocument.None;
        if (isTaken && node != TomlDocument.None)
        {
            _complaints.Add(_document, node, "this file is that of "u8, by);
        }
    }
}
