using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>
/// Makes s6-rc's definitions (s6-rc-compile.html, "Source format") of a declarative document (docs/IMPORT.md). First every key is
/// looked at, and all that is wrong complained of; only a service without a fault becomes files, and the caller writes them only
/// where no service has one. What import has written ServiceExport turns back.
/// </summary>
internal ref partial struct ServiceImport
{
    private enum ServiceType : byte
    {
        Unknown,
        Longrun,
        Oneshot,
        Bundle,
    }

    private TomlDocument _document;
    private DraftFiles _files;
    private Complaints _complaints;

    // The service that is being looked at.
    private int _service;
    private ServiceType _type;
    private ReadOnlySpan<byte> _name;

    public ServiceImport(TomlDocument document, DraftFiles files, Complaints complaints)
    {
        _document = document;
        _files = files;
        _complaints = complaints;
        _service = 0;
        _type = ServiceType.Unknown;
        _name = default;
    }

    public readonly DraftFiles Files => _files;

    public readonly Complaints Complaints => _complaints;

    /// <summary>
    /// Makes the files of all services in the document. FileName: what the service is called where the document is one.
    /// </summary>
    public void Import(ReadOnlySpan<byte> fileName)
    {
        int services = _document.Find(0, "service"u8);
        if (services == TomlDocument.None)
        {
            ImportOne(0, fileName);
            return;
        }
        for (int node = _document[0].First; node != TomlDocument.None; node = _document[node].Next)
        {
            if (node != services)
            {
                _complaints.Add(_document, node, "a file with [service.NAME] tables has nothing beside them"u8);
            }
        }
        if (_document[services].Kind != TomlKind.Table)
        {
            _complaints.Add(_document, services, "this must be tables: [service.NAME]"u8);
            return;
        }
        for (int node = _document[services].First; node != TomlDocument.None; node = _document[node].Next)
        {
            if (_document[node].Kind == TomlKind.Table)
            {
                ImportOne(node, _document.NameOf(node));
            }
            else
            {
                _complaints.Add(_document, node, "a service is a table: [service."u8, _document.NameOf(node), "]"u8);
            }
        }
    }

    private void ImportOne(int service, ReadOnlySpan<byte> name)
    {
        _service = service;
        _name = name;
        int before = _complaints.Count;
        if (!ServiceName.IsValid(name, out ReadOnlySpan<byte> why))
        {
            _complaints.Add(_document, service, "a service cannot be called \""u8, name, "\": "u8, why);
        }
        _type = ReadType();
        if (_type == ServiceType.Unknown)
        {
            return;
        }
        CheckKeys(service, "-"u8);
        if (_complaints.Count == before)
        {
            CheckCombinations();
        }
        if (_complaints.Count == before)
        {
            WriteService();
        }
    }

    /// <summary>Without "type" the service is what only one type can be.</summary>
    private ServiceType ReadType()
    {
        int type = Get("type"u8);
        if (type == TomlDocument.None)
        {
            if (Has("run"u8) || Has("exec"u8))
            {
                return ServiceType.Longrun;
            }
            if (Has("up"u8))
            {
                return ServiceType.Oneshot;
            }
            if (Has("contents"u8))
            {
                return ServiceType.Bundle;
            }
            _complaints.Add(_document, _service, "no type: longrun, oneshot or bundle"u8);
            return ServiceType.Unknown;
        }
        ReadOnlySpan<byte> text = _document[type].Kind == TomlKind.String ? _document.TextOf(type) : default;
        ServiceType found = text.SequenceEqual("longrun"u8) ? ServiceType.Longrun
            : text.SequenceEqual("oneshot"u8) ? ServiceType.Oneshot
            : text.SequenceEqual("bundle"u8) ? ServiceType.Bundle
            : ServiceType.Unknown;
        if (found == ServiceType.Unknown)
        {
            _complaints.Add(_document, type, "a service is a longrun, a oneshot or a bundle"u8);
        }
        return found;
    }

    private readonly int Get(ReadOnlySpan<byte> key) => _document.Find(_service, key);

    private readonly bool Has(ReadOnlySpan<byte> key) => Get(key) != TomlDocument.None;

    /// <summary>A member of a table of the service's; None where there is no such table, either.</summary>
    private readonly int Get(ReadOnlySpan<byte> section, ReadOnlySpan<byte> key)
    {
        int table = Get(section);
        return table == TomlDocument.None ? TomlDocument.None : _document.Find(table, key);
    }

    private readonly bool IsTrue(ReadOnlySpan<byte> key)
    {
        int node = Get(key);
        return node != TomlDocument.None && _document[node].Number == 1;
    }

    private readonly bool IsText(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        int node = Get(key);
        return node != TomlDocument.None && _document.TextOf(node).SequenceEqual(text);
    }

    private void WriteService()
    {
        _files.AddDirectory(_name, default);
        _files.Begin(_name, "type"u8);
        _files.Append(_type switch
        {
            ServiceType.Longrun => "longrun\n"u8,
            ServiceType.Oneshot => "oneshot\n"u8,
            _ => "bundle\n"u8,
        });
        WriteLine("description"u8);
        WriteFlag("essential"u8, "flag-essential"u8);
        WriteFlag("recommended"u8, "flag-recommended"u8);
        WriteNames("contents"u8, "contents.d"u8);
        if (_type == ServiceType.Bundle)
        {
            return;
        }
        WriteNames("dependencies"u8, "dependencies.d"u8);
        WriteNumber("timeout-up"u8);
        WriteNumber("timeout-down"u8);
        if (_type == ServiceType.Oneshot)
        {
            WriteCommandLine("up"u8);
            WriteCommandLine("down"u8);
            WriteCommandLine("reload"u8);
            return;
        }
        WriteNumber("timeout-kill"u8);
        WriteNumber("timeout-finish"u8);
        WriteNumber("max-death-tally"u8);
        WriteNumber("lock-fd"u8);
        WriteLine("down-signal"u8);
        WriteLine("pipeline-name"u8);
        WriteConsumers();
        WriteNotification();
        WriteRun();
        WriteFinish();
        WriteTable("data"u8);
        WriteTable("env"u8);
        WriteLogging();
    }

    /// <summary>A file of one line, named after the key.</summary>
    private void WriteLine(ReadOnlySpan<byte> key)
    {
        int node = Get(key);
        if (node != TomlDocument.None)
        {
            _files.Begin(_name, key);
            _files.Append(_document.TextOf(node));
            _files.Append("\n"u8);
        }
    }

    private void WriteNumber(ReadOnlySpan<byte> key)
    {
        int node = Get(key);
        if (node != TomlDocument.None)
        {
            _files.Begin(_name, key);
            _files.Append(NumberOf(node));
            _files.Append("\n"u8);
        }
    }

    private void WriteFlag(ReadOnlySpan<byte> key, ReadOnlySpan<byte> file)
    {
        if (IsTrue(key))
        {
            _files.Begin(_name, file);
        }
    }

    /// <summary>A directory with an empty file for each name; there is one for an empty list, too.</summary>
    private void WriteNames(ReadOnlySpan<byte> key, ReadOnlySpan<byte> directory)
    {
        int list = Get(key);
        if (list != TomlDocument.None)
        {
            WriteNames(_name, list, directory);
        }
    }

    private void WriteNames(scoped ReadOnlySpan<byte> service, int list, ReadOnlySpan<byte> directory)
    {
        _files.AddDirectory(service, directory);
        for (int node = _document[list].First; node != TomlDocument.None; node = _document[node].Next)
        {
            _files.Begin(service, directory, _document.TextOf(node), executable: false);
        }
    }

    private void WriteConsumers()
    {
        WriteLine("producer-for"u8);
        int list = Get("consumer-for"u8);
        if (list == TomlDocument.None)
        {
            return;
        }
        _files.Begin(_name, "consumer-for"u8);
        for (int node = _document[list].First; node != TomlDocument.None; node = _document[node].Next)
        {
            _files.Append(_document.TextOf(node));
            _files.Append("\n"u8);
        }
    }

    /// <summary>Where the service tells that it is ready; what is checked needs a descriptor, too.</summary>
    private void WriteNotification()
    {
        int node = Get("notification-fd"u8);
        node = node == TomlDocument.None ? Get("readiness"u8, "fd"u8) : node;
        if (node == TomlDocument.None && !Has("readiness"u8))
        {
            return;
        }
        _files.Begin(_name, "notification-fd"u8);
        _files.Append(node == TomlDocument.None ? Limits.NotificationFdDefault : NumberOf(node));
        _files.Append("\n"u8);
    }

    /// <summary>
    /// A directory of files that s6-rc-compile copies. What begins with "#!" in data can be executed; a variable's file in env
    /// is as it is.
    /// </summary>
    private void WriteTable(ReadOnlySpan<byte> key)
    {
        int table = Get(key);
        if (table == TomlDocument.None)
        {
            return;
        }
        _files.AddDirectory(_name, key);
        for (int node = _document[table].First; node != TomlDocument.None; node = _document[node].Next)
        {
            ReadOnlySpan<byte> text = _document.TextOf(node);
            _files.Begin(_name, key, _document.NameOf(node), text.StartsWith("#!"u8) && key.SequenceEqual("data"u8));
            _files.Append(text);
        }
    }
}
