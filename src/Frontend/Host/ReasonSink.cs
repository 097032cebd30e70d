using System;
using Sestet.Base;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>Takes what `s6 why` finds, for people or as JSON.</summary>
internal ref struct ReasonSink
{
    private readonly bool _isJson;
    private Screen _screen;
    private JsonOutput _json;

    public ReasonSink(Span<byte> buffer, in FrontSettings settings, bool isJson)
    {
        _isJson = isJson;
        _screen = isJson ? default : new Screen(buffer, settings);
        _json = isJson ? new JsonOutput(buffer, "why"u8) : default;
        if (isJson)
        {
            _json.Begin("services"u8, '[');
        }
    }

    public readonly Errno Error => _isJson ? _json.Error : _screen.Error;

    public void BeginService(scoped ReadOnlySpan<byte> name, in ServiceFacts facts, bool isAskedFor)
    {
        if (_isJson)
        {
            _json.Begin(default, '{');
            _json.Text("name"u8, name);
            _json.Text("kind"u8, ServiceFacts.NameOf(facts.Kind));
            _json.Text("state"u8, ServiceFacts.NameOf(facts.Condition));
            _json.Boolean("up"u8, facts.IsUp);
            _json.Boolean("asked_for"u8, isAskedFor);
            _json.Begin("reasons"u8, '[');
            return;
        }
        _screen.WriteClean(name);
        _screen.Write(": "u8);
        _screen.Condition(facts.Condition, 0);
        _screen.Line();
    }

    /// <summary>A cause is a word of the schema; the service it lies with may be empty.</summary>
    public void Reason(scoped ReadOnlySpan<byte> cause, scoped ReadOnlySpan<byte> service, scoped ReadOnlySpan<byte> text)
    {
        if (_isJson)
        {
            _json.Begin(default, '{');
            _json.Text("cause"u8, cause);
            _json.TextOrNull("service"u8, service);
            _json.Text("text"u8, text);
            _json.End('}');
            return;
        }
        _screen.Write("  "u8);
        _screen.WriteClean(text);
        _screen.Line();
    }

    public void EndService(scoped ReadOnlySpan<byte> log)
    {
        if (!_isJson)
        {
            StatusDetails.PrintLog(ref _screen, log);
            return;
        }
        _json.End(']');
        _json.Begin("log"u8, '[');
        while (!log.IsEmpty)
        {
            int newline = log.IndexOf((byte)'\n');
            _json.Text(default, newline < 0 ? log : log[..newline]);
            log = newline < 0 ? default : log[(newline + 1)..];
        }
        _json.End(']');
        _json.End('}');
    }

    /// <summary>Writes what is left.</summary>
    public Errno Finish()
    {
        if (_isJson)
        {
            _json.End(']');
            return _json.Finish();
        }
        _screen.Flush();
        return _screen.Error;
    }
}
