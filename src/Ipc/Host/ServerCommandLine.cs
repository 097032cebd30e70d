using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Ipc.Host;

/// <summary>
/// What s6-ipcserver was told, and the command line that it becomes for it (s6-ipcserver.html, "Implementation"). Values are
/// handed on as they were given, but checked here: an error in them is told with this command's usage.
/// </summary>
internal ref struct ServerCommandLine
{
    /// <summary>The words that are put before path, program and what separates them, at most.</summary>
    private const int WordsMax = 32;

    private uint _verbosity;
    private bool _notifies;
    private bool _looksUp;
    private bool _takesOver;
    private bool _takesVariables;
    private ReadOnlySpan<byte> _connectionsZ;
    private ReadOnlySpan<byte> _perUserZ;
    private ReadOnlySpan<byte> _backlogZ;
    private ReadOnlySpan<byte> _modeZ;
    private ReadOnlySpan<byte> _uidZ;
    private ReadOnlySpan<byte> _gidZ;
    private ReadOnlySpan<byte> _groupsZ;

    public ServerCommandLine()
    {
        this = default;
        _verbosity = Verbosity.Normal;
        _looksUp = true;
        _takesOver = true;
    }

    /// <summary>Takes an option and its value, which must stay where it is; false where that is not valid.</summary>
    public bool TryTake(byte letter, scoped ReadOnlySpan<byte> valueZ)
    {
        switch (letter)
        {
            case (byte)'q':
                _verbosity = Verbosity.Quiet;
                return true;
            case (byte)'Q':
                _verbosity = Verbosity.Normal;
                return true;
            case (byte)'v':
                _verbosity = Verbosity.Verbose;
                return true;
            case (byte)'1':
                _notifies = true;
                return true;
            case (byte)'P':
            case (byte)'p':
                _looksUp = letter == 'p';
                return true;
            case (byte)'D':
            case (byte)'d':
                _takesOver = letter == 'd';
                return true;
            case (byte)'U':
                _takesVariables = true;
                // Those that come behind it override the variables.
                _uidZ = default;
                _gidZ = default;
                _groupsZ = default;
                return true;
            default:
                return TryTakeValue(letter, new TextReference(valueZ).Text);
        }
    }

    private bool TryTakeValue(byte letter, ReadOnlySpan<byte> valueZ)
    {
        ReadOnlySpan<byte> value = valueZ[..^1];
        switch (letter)
        {
            case (byte)'a':
                _modeZ = valueZ;
                return Octal.TryParseMode(value, out _);
            case (byte)'G':
                _groupsZ = valueZ;
                return Accounts.TryParseGroups(value, out _);
            case (byte)'c':
                _connectionsZ = valueZ;
                break;
            case (byte)'C':
                // 0 is not "none" here, as it is for s6-ipcserverd.
                bool ok = Text.TryParse(value, out uint perUser);
                _perUserZ = perUser == 0 ? "1\0"u8 : valueZ;
                return ok;
            case (byte)'b':
                // A socket that does not listen is of no use.
                ok = Text.TryParse(value, out uint backlog);
                _backlogZ = backlog == 0 ? "1\0"u8 : valueZ;
                return ok;
            case (byte)'u':
                _uidZ = valueZ;
                break;
            default:
                Assert.That(letter == 'g');
                _gidZ = valueZ;
                break;
        }
        return Text.TryParse(value, out uint _);
    }

    /// <summary>Puts the words together, before a path and the program that handles connections.</summary>
    public readonly Errno TryBuild(Arguments rest, out Arguments words)
    {
        Assert.That(rest.Count >= 2);
        words = default;
        Errno error = ChainMemory.TryAllocateArray(WordsMax + rest.Count, out Span<nint> slots);
        if (error.Failed)
        {
            return error;
        }
        ArgumentList list = new(slots);
        list.Add("s6-ipcserver-socketbinder\0"u8);
        AddWhere(ref list, !_takesOver, "-D\0"u8);
        AddValue(ref list, "-b\0"u8, _backlogZ);
        AddValue(ref list, "-a\0"u8, _modeZ);
        list.Add("--\0"u8);
        list.Add(rest.AtZ(0));
        if (_takesVariables || !_uidZ.IsEmpty || !_gidZ.IsEmpty || !_groupsZ.IsEmpty)
        {
            list.Add("s6-applyuidgid\0"u8);
            AddWhere(ref list, _takesVariables, "-Uz\0"u8);
            AddValue(ref list, "-u\0"u8, _uidZ);
            AddValue(ref list, "-g\0"u8, _gidZ);
            AddValue(ref list, "-G\0"u8, _groupsZ);
            list.Add("--\0"u8);
        }
        list.Add("s6-ipcserverd\0"u8);
        AddWhere(ref list, _verbosity == Verbosity.Quiet, "-v0\0"u8);
        AddWhere(ref list, _verbosity == Verbosity.Verbose, "-v2\0"u8);
        AddWhere(ref list, _notifies, "-1\0"u8);
        AddWhere(ref list, !_looksUp, "-P\0"u8);
        AddValue(ref list, "-c\0"u8, _connectionsZ);
        AddValue(ref list, "-C\0"u8, _perUserZ);
        list.Add("--\0"u8);
        list.Add(rest.From(1));
        words = list.Arguments;
        return Errno.None;
    }

    private static void AddWhere(ref ArgumentList list, bool wanted, ReadOnlySpan<byte> wordZ)
    {
        if (wanted)
        {
            list.Add(wordZ);
        }
    }

    private static void AddValue(ref ArgumentList list, ReadOnlySpan<byte> optionZ, ReadOnlySpan<byte> valueZ)
    {
        if (!valueZ.IsEmpty)
        {
            list.Add(optionZ);
            list.Add(valueZ);
        }
    }
}
