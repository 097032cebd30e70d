using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Sestet.Conformance.Rc;

/// <summary>Random source directories, the same for the same seed, some of them with something wrong.</summary>
internal sealed class SourceCase
{
    private static readonly string[] Pool = ["a", "b", "c-1", "d_2", "e e", "f", "g#", "h", "#i", "j\tj", "é", "l{", "m\"q", "n$n", "z"];
    private static readonly string[] Scripts =
    [
        "true", "echo a { b { c } } d\n", "", "\"two words\" x\\ y\n", "# nothing\n", "if { test -e /x } echo \"\" a\n", "s6-echo $x\n#c",
        "{ }", "\"\\0x41\\n\" { { } }\n",
    ];

    private static readonly string[] WrongScripts = ["a {", "a }", "\"a", "a { } }", "{ \"x }"];

    /// <summary>A file that makes the definition wrong, or is odd.</summary>
    private static readonly (string File, string Text)[] Faults =
    [
        ("type", "what\n"), ("type", "longrun "), ("type", ""), ("type", "bundle\n\n"), ("type", "oneshotx"), ("timeout-up", "x\n"),
        ("timeout-down", "-1\n"), ("timeout-up", "4294967296"), ("notification-fd", "y\n"), ("notification-fd", "1"),
        ("producer-for", ""), ("producer-for", "a\nb\n"), ("consumer-for", "nobody\n"), ("producer-for", "a"), ("pipeline-name", "p\n"),
        ("dependencies", "  a\n#b\n\nf\n"), ("contents", "a"), ("dependencies", "s6rc-x\n"), ("max-death-tally", "99999\n"),
        ("down-signal", "NONE\n"), ("timeout-kill", "x"), ("lock-fd", "007\n"), ("finish", "\0\n"),
    ];

    private readonly Random _random;
    private readonly List<(string Path, string Text)> _files = [];
    private readonly List<string> _made = [];
    private readonly bool _isWild;

    public SourceCase(int seed)
    {
        Seed = seed;
        _random = new Random(seed);
        _isWild = OneIn(4);
        Sources = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(i => $"s{i}")];
        Options = OneIn(5) ? ["-b"] : OneIn(5) ? ["-h", "some one"] : OneIn(9) ? ["-v", "3"] : [];
        string[] names = [.. Pool.OrderBy(_ => _random.Next()).Take(_random.Next(1, 12))];
        for (int i = 0; i < names.Length; i++)
        {
            Add(names, i);
        }
        if (OneIn(12))
        {
            // Defined twice, in one source or two.
            Add(names, _random.Next(names.Length));
        }
        if (OneIn(5))
        {
            (string file, string text) = Any(Faults);
            Put(Any(_made), file, text);
        }
        if (OneIn(40))
        {
            Put($"s0/{Any(["s6rc-x", "s6-rc-y", ".hidden", "s6rc"])}", "type", "bundle\n");
        }
    }

    public int Seed { get; }

    public string[] Sources { get; }

    public string[] Options { get; }

    public override string ToString() =>
        string.Concat(_files.Select(file => $"  {file.Path} \"{file.Text.Replace("\n", "\\n", StringComparison.Ordinal)}\"\n"));

    /// <summary>Makes the source directories.</summary>
    public void Write(string directory)
    {
        foreach (string source in Sources)
        {
            Directory.CreateDirectory(Path.Combine(directory, source));
        }
        foreach ((string path, string text) in _files)
        {
            string file = Path.Combine(directory, path);
            string parent = Path.GetDirectoryName(file)!;
            if (Directory.Exists(file) || File.Exists(parent))
            {
                // It is there as a file of the other kind.
                continue;
            }
            Directory.CreateDirectory(parent);
            File.WriteAllText(file, text);
            int mode = path.Contains("/data/", StringComparison.Ordinal) ? Seed % 2 == 0 ? 0x1e8 : 0x180 : Seed % 3 == 0 ? 0x1ed : 0x1a4;
            File.SetUnixFileMode(file, (UnixFileMode)mode);
        }
    }

    private void Add(string[] names, int index)
    {
        string path = $"{Any(Sources)}/{names[index]}";
        _made.Add(path);
        int kind = _random.Next(10);
        string type = kind < 2 ? "bundle" : kind < 5 ? "oneshot" : "longrun";
        Put(path, "type", OneIn(8) ? type : type + "\n");
        Sometimes(path, "flag-essential", "", 5);
        Sometimes(path, "flag-recommended", "x", 5);
        if (type == "bundle")
        {
            Mention(path, "contents", names, index);
            return;
        }
        if (!OneIn(3))
        {
            Mention(path, "dependencies", names, index);
        }
        Sometimes(path, "timeout-up", Number(), 4);
        Sometimes(path, "timeout-down", Number(), 4);
        if (type == "oneshot")
        {
            Put(path, "up", Script());
            Sometimes(path, "down", Script(), 3);
            Sometimes(path, "reload", Script(), 3);
            return;
        }
        AddLongrun(path, names, index);
    }

    private void AddLongrun(string path, string[] names, int index)
    {
        if (!OneIn(60))
        {
            Put(path, "run", "#!/bin/sh\nexec sleep 1\n");
        }
        Sometimes(path, "finish", "#!/bin/sh\n", 4);
        foreach (string file in (string[])["notification-fd", "lock-fd", "timeout-kill", "timeout-finish", "max-death-tally"])
        {
            Sometimes(path, file, Number(), 6);
        }
        Sometimes(path, "down-signal", Any(["SIGHUP\n", "2", "USR1\nx\n"]), 6);
        Sometimes(path, "reload-signal", "SIGHUP\n", 6);
        Sometimes(path, "flag-newpidns", "text", 8);
        Sometimes(path, "flag-timeout-killpg", "", 8);
        Sometimes(path, "down", "left alone", 8);
        Sometimes(path, "log/run", "left alone", 8);
        Sometimes(path, "data/one", "1\n", 5);
        Sometimes(path, "data/deep/er/two", "2\n", 8);
        Sometimes(path, "env/VARIABLE", "value\n", 5);
        if (index > 0 && OneIn(2))
        {
            // A funnel: both say so, mostly.
            string producer = names[_random.Next(index)];
            string? where = _made.Find(other => other.EndsWith($"/{producer}", StringComparison.Ordinal));
            if (where != null && (_isWild || _files.Any(f => f.Path == $"{where}/run") && _files.All(f => f.Path != $"{where}/producer-for")))
            {
                Put(where, "producer-for", $"{names[index]}\n");
                Put(path, "consumer-for", $"{producer}\n");
                Sometimes(path, "pipeline-name", Any(["p1\n", "p2", "p3\n", "p4\n", names[0]]), 2);
            }
        }
    }

    /// <summary>Names: in a directory, a file, or both. Earlier ones, but for wild cases.</summary>
    private void Mention(string path, string file, string[] names, int index)
    {
        string[] candidates = _isWild ? [.. names, Any(Pool)] : names[..index];
        string[] mentioned = [.. candidates.Where(_ => OneIn(3))];
        if (_isWild && OneIn(2))
        {
            // Fewer of them are right.
            mentioned = [.. mentioned.Take(1)];
        }
        if (OneIn(3))
        {
            string lines = string.Concat(mentioned.Select(name => $"{Any(["", " ", "\t"])}{name}\n"));
            Put(path, file, OneIn(4) ? $"# none\n\n{lines.TrimEnd('\n')}" : lines);
            return;
        }
        Put(path, $"{file}.d/.none", "");
        foreach (string name in mentioned)
        {
            Put(path, $"{file}.d/{name}{(OneIn(5) ? "/x" : "")}", "");
        }
    }

    private string Script() => _isWild && OneIn(20) ? Any(WrongScripts) : Any(Scripts);

    private string Number() => string.Create(CultureInfo.InvariantCulture, $"{_random.Next(3, OneIn(2) ? 20 : 1000)}{(OneIn(3) ? "" : "\n")}");

    private void Sometimes(string path, string file, string text, int oneIn)
    {
        if (OneIn(oneIn))
        {
            Put(path, file, text);
        }
    }

    private void Put(string path, string file, string text) => _files.Add(($"{path}/{file}", text));

    private bool OneIn(int count) => _random.Next(count) == 0;

    private T Any<T>(IReadOnlyList<T> values) => values[_random.Next(values.Count)];
}
