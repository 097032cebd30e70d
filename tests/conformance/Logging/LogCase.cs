using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Sestet.Conformance.Logging;

/// <summary>A random script for s6-log, what was in its logdirs before, and what it reads: all of it from one number.</summary>
public sealed class LogCase
{
    private const int LineLimitDefault = 8192;

    /// <summary>docs/DIVERGENCES.md: of longer lines the start decides, and is all that an alert has.</summary>
    private const int LineLengthMax = 16_000;

    private static readonly string[] Words =
        ["ERROR", "warning:", "fatal", "a", "x", "get /index", "\t", "  ", "0", "end.", "stats", "é", "(b)", "a+b", "$HOME", "\\"];

    private static readonly string[] Patterns =
    [
        "", "ERROR", "^a", "end\\.$", "^$", "^x$", ".", "x*", "(warning|fatal)", "[0-9]+", "^[a-z ]*$", "a\\+b", "\\(b\\)", "a.*x",
        "^(.|..)$", "[^a-z]$", "x{2,3}", "(a|x)+ ", "\\$HOME", "[[:space:]][[:digit:]]", "stats?", "^.{100,}", "nowhere",
    ];

    private readonly Random _random;
    private readonly List<string> _logdirs = [];

    public LogCase(int seed)
    {
        Seed = seed;
        _random = new Random(seed);
        List<string> options = MakeOptions();
        Script = MakeScript();
        if (Script.Count(w => w == "1") > 1 && (LineLimit == 0 || LineLimit > LineLimitDefault))
        {
            // docs/DIVERGENCES.md: a longer line that stdout gets twice is cut.
            LineLimit = LineLimitDefault;
            options.AddRange(["-l", $"{LineLimit}"]);
        }
        Options = options;
        Inputs = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => MakeInput())];
    }

    public int Seed { get; }

    public IReadOnlyList<string> Options { get; }

    public IReadOnlyList<string> Script { get; }

    /// <summary>What it reads in each of its lives, one after the other on the same files; a char is a byte.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>-l; 0 is no limit.</summary>
    public int LineLimit { get; private set; } = LineLimitDefault;

    /// <summary>Every case makes its files the same way: an own generator, so that both suites get the same ones.</summary>
    public void LeaveFiles(string directory)
    {
        Random random = new(Seed ^ 0x5eed);
        foreach (string logdir in _logdirs)
        {
            if (random.Next(3) > 0)
            {
                continue;
            }
            string path = Path.Combine(directory, logdir);
            Directory.CreateDirectory(path);
            for (int i = random.Next(6); i > 0; i--)
            {
                Leave(Path.Combine(path, $"@4000000000000000000000{random.Next(16):x}{i:x}.{"su"[random.Next(2)]}"), random, true);
            }
            // Of previous and current the reference archives only one where both were left: see Recoveries.
            switch (random.Next(5))
            {
                case 0:
                    Leave(Path.Combine(path, "current"), random, executable: true);
                    break;
                case 1:
                    Leave(Path.Combine(path, "current"), random, executable: false);
                    break;
                case 2:
                    Leave(Path.Combine(path, "previous"), random, random.Next(2) == 0);
                    break;
                case 3:
                    Leave(Path.Combine(path, "previous"), random, executable: true);
                    Leave(Path.Combine(path, "processed"), random, executable: true);
                    Leave(Path.Combine(path, "newstate"), random, executable: false);
                    break;
                default:
                    Leave(Path.Combine(path, "note"), random, executable: false);
                    break;
            }
        }
    }

    /// <summary>
    /// What of an input the reference loses at its end: the last line, or the last part of it, where no newline is behind it.
    /// </summary>
    public string Lost(string input)
    {
        string line = input[(input.LastIndexOfAny(['\n', '\0']) + 1)..];
        return LineLimit == 0 || line.Length == 0 ? line : line[^(((line.Length - 1) % LineLimit) + 1)..];
    }

    public override string ToString() =>
        string.Join(' ', Options.Concat(Script).Select(w => $"'{w}'")) + ", inputs of " +
        string.Join(", ", Inputs.Select(i => i.Length)) + " bytes";

    private static void Leave(string path, Random random, bool executable)
    {
        File.WriteAllText(path, $"left {random.Next(1000)}\n{new string('l', random.Next(3000))}\n");
        UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.SetUnixFileMode(path, executable ? mode | UnixFileMode.UserExecute : mode);
    }

    private List<string> MakeOptions()
    {
        List<string> options = [];
        if (_random.Next(4) == 0)
        {
            options.Add("-b");
        }
        if (_random.Next(2) == 0)
        {
            LineLimit = _random.Next(4) switch { 0 => 0, 1 => 48, 2 => _random.Next(1, 300), _ => _random.Next(300, 20_000) };
            options.AddRange(["-l", $"{LineLimit}"]);
            LineLimit = LineLimit == 0 ? 0 : Math.Max(LineLimit, 48);
        }
        if (_random.Next(8) == 0)
        {
            options.Add(_random.Next(2) == 0 ? "-q" : "-v");
        }
        return options;
    }

    private List<string> MakeScript()
    {
        List<string> script = [];
        for (int stage = _random.Next(1, 5); stage > 0; stage--)
        {
            for (int i = Math.Max(0, _random.Next(6) - 2); i > 0; i--)
            {
                script.Add(_random.Next(5) == 0 ? "f" : $"{"+-"[_random.Next(2)]}{Pick(Patterns)}");
            }
            for (int i = _random.Next(1, 4); i > 0; i--)
            {
                for (int j = _random.Next(4); j > 0; j--)
                {
                    script.AddRange(MakeControl());
                }
                script.Add(MakeAction());
            }
        }
        if (_random.Next(10) == 0)
        {
            script.Add(_random.Next(2) == 0 ? "f" : "n3");
        }
        if (_random.Next(30) == 0)
        {
            script.Insert(_random.Next(script.Count), Pick(["x", "", "t1", "fx", "1 ", "=", "s", "n-1", "l50000000", "+(", "Sx", "^", "2x"]));
        }
        return script;
    }

    /// <summary>One control directive; two where one depends on the other.</summary>
    private string[] MakeControl()
    {
        int size = _random.Next(3) == 0 ? _random.Next(4096, 40_000) : 4096;
        return _random.Next(9) switch
        {
            0 => [$"n{_random.Next(6)}"],
            1 or 2 => [$"l{_random.Next(2049)}", $"s{size}"],
            3 => [$"S{_random.Next(4) * _random.Next(10_000)}"],
            4 => [$"E{_random.Next(3) * _random.Next(100)}"],
            5 => [$"^{_random.Next(3) * _random.Next(200)}"],
            6 => [_random.Next(3) == 0 ? "p" : $"p{Pick(Words)}"],
            7 => ["t"],
            _ => ["T"],
        };
    }

    private string MakeAction()
    {
        switch (_random.Next(8))
        {
            case 0:
                return "1";
            case 1:
                return "2";
            case 2:
                return $"=status{_random.Next(2)}";
            default:
                string logdir = $"./dir{_logdirs.Count}";
                _logdirs.Add(logdir);
                return logdir;
        }
    }

    private string MakeInput()
    {
        int length = _random.Next(5) switch { 0 => _random.Next(100), 1 => _random.Next(200_000), _ => _random.Next(30_000) };
        // A status file is made anew for every line, by both.
        length = Script.Any(w => w.StartsWith('=')) ? Math.Min(length, 3000) : length;
        // Some inputs are of one kind of lines, others of all.
        int kind = _random.Next(12);
        StringBuilder input = new(length + 20_000);
        while (input.Length < length)
        {
            AppendLine(input, kind > 7 ? kind : _random.Next(8));
            input.Append(_random.Next(40) == 0 ? '\0' : '\n');
        }
        return _random.Next(3) == 0 && input.Length > 0 ? input.ToString(0, _random.Next(input.Length)) : input.ToString();
    }

    private void AppendLine(StringBuilder input, int kind)
    {
        switch (kind)
        {
            case 0:
            case 8:
                break;
            case 1:
                // No letter of a time stamp, of which these bytes must not look like one.
                input.Append((char)_random.Next(128, 256), _random.Next(200));
                break;
            case 2 when _random.Next(6) == 0:
                input.Append((char)('a' + _random.Next(26)), _random.Next(LineLengthMax));
                break;
            case 3:
            case 9:
                for (int i = _random.Next(60); i > 0; i--)
                {
                    char letter = (char)_random.Next(1, 256);
                    input.Append(letter == '\n' ? ' ' : letter);
                }
                break;
            case 10:
                input.Append('y');
                break;
            default:
                for (int i = _random.Next(12); i > 0; i--)
                {
                    input.Append(Pick(Words)).Append(' ');
                }
                break;
        }
    }

    private string Pick(string[] choices) => choices[_random.Next(choices.Length)];
}
