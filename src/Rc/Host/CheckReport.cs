using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Logging;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// Prints what a check finds as it is found: a line each, or one JSON document (docs/IMPORT.md has its members).
/// </summary>
internal ref struct CheckReport
{
    private readonly bool _isJson;
    private Output _output;

    public CheckReport(bool isJson, Span<byte> buffer)
    {
        _isJson = isJson;
        _output = new Output(Fd.StandardOutput, buffer);
        Errors = 0;
        Warnings = 0;
        if (isJson)
        {
            _output.Write("{\"version\":1,\"findings\":["u8);
        }
    }

    public uint Errors { get; private set; }

    public uint Warnings { get; private set; }

    /// <summary>What keeps the sources from being compiled, or a service from being started.</summary>
    public void Error(
        scoped ReadOnlySpan<byte> check,
        scoped ReadOnlySpan<byte> file,
        scoped ReadOnlySpan<byte> cause,
        scoped ReadOnlySpan<byte> remedy)
    {
        Write("error"u8, check, file, cause, remedy);
        Errors++;
    }

    /// <summary>What is seldom meant.</summary>
    public void Warn(
        scoped ReadOnlySpan<byte> check,
        scoped ReadOnlySpan<byte> file,
        scoped ReadOnlySpan<byte> cause,
        scoped ReadOnlySpan<byte> remedy)
    {
        Write("warning"u8, check, file, cause, remedy);
        Warnings++;
    }

    /// <summary>Ends the document, or tells that nothing is wrong.</summary>
    public Errno End()
    {
        if (_isJson)
        {
            _output.Write(Errors + Warnings > 0 ? "\n],\"errors\":"u8 : "],\"errors\":"u8);
            _output.Write(Errors);
            _output.Write(",\"warnings\":"u8);
            _output.Write(Warnings);
            _output.Write("}\n"u8);
        }
        _output.Flush();
        return _output.Error;
    }

    private void Write(
        scoped ReadOnlySpan<byte> severity,
        scoped ReadOnlySpan<byte> check,
        scoped ReadOnlySpan<byte> file,
        scoped ReadOnlySpan<byte> cause,
        scoped ReadOnlySpan<byte> remedy)
    {
        if (_isJson)
        {
            _output.Write(Errors + Warnings > 0 ? ",\n{"u8 : "\n{"u8);
            WriteMember("severity"u8, severity);
            WriteMember(",check"u8, check);
            WriteMember(",file"u8, file);
            WriteMember(",cause"u8, cause);
            WriteMember(",remedy"u8, remedy);
            _output.Write("}"u8);
            return;
        }
        _output.Write(severity);
        _output.Write(": "u8);
        WriteShown(file);
        _output.Write(": "u8);
        WriteShown(cause);
        _output.Write("; "u8);
        WriteShown(remedy);
        _output.Write(" ["u8);
        _output.Write(check);
        _output.Write("]\n"u8);
    }

    /// <summary>A member; its name may have a comma before it.</summary>
    private void WriteMember(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        bool follows = name[0] == ',';
        _output.Write(follows ? ",\""u8 : "\""u8);
        _output.Write(name[(follows ? 1 : 0)..]);
        _output.Write("\":\""u8);
        Span<byte> escaped = stackalloc byte[Limits.PathLengthMax * JsonText.Expansion];
        ReadOnlySpan<byte> text = value[..Math.Min(value.Length, Limits.PathLengthMax)];
        _output.Write(escaped[..JsonText.Escape(text, escaped)]);
        _output.Write("\""u8);
    }

    /// <summary>A text on its one line: control characters are question marks.</summary>
    private void WriteShown(scoped ReadOnlySpan<byte> text)
    {
        foreach (ref readonly byte letter in text)
        {
            _output.Write(letter is < (byte)' ' or 0x7f ? "?"u8 : new ReadOnlySpan<byte>(in letter));
        }
    }
}
