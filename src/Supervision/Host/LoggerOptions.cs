using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision.Host;

/// <summary>What commands that make services are told of the logger, an s6-log in a directory of its own.</summary>
internal struct LoggerOptions
{
    private const uint StampTypeMax = 3;

    private TextReference _user;
    private TextReference _prefix;
    private uint _stampType;
    private uint _filesMax;
    private ulong _fileSize;
    private ulong _totalSize;

    /// <summary>The defaults of the pages; it logs nowhere yet.</summary>
    public static LoggerOptions Default => new() { _stampType = 1, _filesMax = 10, _fileSize = 1_000_000 };

    /// <summary>Where it logs.</summary>
    public TextReference Directory { get; set; }

    /// <summary>Takes -l, -t, -n, -s, -S or -P; false where the value is none.</summary>
    public bool TryTake(byte letter, ReadOnlySpan<byte> value)
    {
        switch (letter)
        {
            case (byte)'l':
                _user = new TextReference(value);
                return true;
            case (byte)'P':
                _prefix = new TextReference(value);
                return true;
            case (byte)'t':
                return Text.TryParse(value, out _stampType);
            case (byte)'n':
                return Text.TryParse(value, out _filesMax);
            case (byte)'s':
                return Text.TryParse(value, out _fileSize);
            default:
                Assert.That(letter == 'S');
                return Text.TryParse(value, out _totalSize);
        }
    }

    /// <summary>What is wrong with the directory, or nothing.</summary>
    public readonly ReadOnlySpan<byte> WrongDirectory =>
        Directory.Text.IsEmpty || Directory.Text[0] != '/' ? "logdir must be absolute"u8 : default;

    /// <summary>What is wrong with the type of stamps, or nothing.</summary>
    public readonly ReadOnlySpan<byte> WrongStampType =>
        _stampType > StampTypeMax ? "stamptype must be 0, 1, 2 or 3"u8 : default;

    /// <summary>Makes the service directory of the logger.</summary>
    public readonly void Write(ref ServiceFiles files, EnvironmentBlock environment, bool executable)
    {
        PathBuffer script = new(stackalloc byte[Limits.ScriptLengthMax]);
        ExeclineScript.AppendStart(ref script, environment, " -P\n"u8);
        ExeclineScript.AppendUser(ref script, _user.Text);
        script.Append("s6-log -bd3 -- "u8);
        script.Append((_stampType & 1) != 0 ? "t "u8 : default);
        script.Append((_stampType & 2) != 0 ? "T "u8 : default);
        script.Append("n"u8);
        script.Append((ulong)_filesMax);
        script.Append(" s"u8);
        script.Append(_fileSize);
        script.Append(" "u8);
        if (_totalSize != 0)
        {
            script.Append("S"u8);
            script.Append(_totalSize);
            script.Append(" "u8);
        }
        if (!_prefix.Text.IsEmpty)
        {
            AppendPrefix(ref script, _prefix.Text);
        }
        ExeclineScript.AppendQuoted(ref script, Directory.Text);
        script.Append("\n"u8);
        files.MakeDirectory(default);
        files.Write("notification-fd"u8, "3\n"u8);
        files.WriteScript("run"u8, script.Overflowed ? default : script.Text, executable);
    }

    /// <summary>As the reference writes it, where that means the same.</summary>
    private static void AppendPrefix(ref PathBuffer script, ReadOnlySpan<byte> prefix)
    {
        script.Append("p"u8);
        if (prefix.IndexOfAny(" \t\r\n"u8) < 0 && prefix.IndexOfAny("\"\\"u8) < 0)
        {
            script.Append(prefix);
        }
        else
        {
            ExeclineScript.AppendQuoted(ref script, prefix);
        }
        script.Append(" "u8);
    }
}
