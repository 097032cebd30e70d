using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Simulation;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Tests;

/// <summary>
/// Rules of access: what s6-ipcserver-access makes of a ruleset, as a directory and as a compiled file, against a model that
/// knows no files.
/// </summary>
public class RulesFuzz(ITestOutputHelper output)
{
    private const int PartMax = 4096;

    /// <summary>What a rule is; Env: names with values, null for those that are taken out.</summary>
    private sealed record Rule(string Name, bool Allows, bool Denies, (string Name, string? Value)[] Env, string Exec);

    private static readonly string[] s_names = ["uid/self", "uid/12", "gid/self", "gid/34", "uid/default", "uid/13", "gid/0"];

    private static readonly Gen<(string Name, string? Value)> s_variable = Gen.Select(
        Gen.OneOf("A", "B", "PROTO", "IPCREMOTEEUID", "IPCLOCALPATH", "with blank"),
        Gen.OneOf(
            Gen.Const((string?)null),
            Gen.OneOf("value", "a=b", " x", "", "=").Select(v => (string?)v),
            Gen.String[Gen.Char['!', '\u00ff'], 1, 60].Select(v => (string?)v)));

    private static readonly Gen<Rule> s_rule = Gen.Select(
        Gen.OneOf(s_names), Gen.Bool, Gen.Bool, s_variable.Array[0, 4],
        Gen.OneOf(Gen.Const(""), Gen.OneOf("echo a", "a\nb", "é", "\"", "{"), Gen.Int[1, PartMax + 2].Select(n => new string('x', n))),
        (name, allows, denies, env, exec) =>
            new Rule(name, allows, denies, [.. env.DistinctBy(v => v.Name).OrderBy(v => v.Name, StringComparer.Ordinal)], exec));

    private static readonly Gen<(Rule[] Rules, uint Uid, uint Gid, bool Shows)> s_case = Gen.Select(
        s_rule.Array[0, 5].Select(rules => rules.DistinctBy(r => r.Name).ToArray()),
        Gen.OneOf(0u, 12u, 13u, 99u), Gen.OneOf(0u, 34u, 99u), Gen.Bool);

    [Fact, Trait("Category", "Property"), Trait("Fuzz", "rules")]
    public void RulesetsSayWhatTheModelSays() => s_case.Fuzz(
        output,
        c =>
        {
            (int code, string? words, string environment) = Expected(c.Rules, c.Uid, c.Gid, c.Shows);
            byte[] database = CdbImage.Build([.. c.Rules.Where(r => r.Allows || r.Denies).Select(r => (r.Name, Record(r)))]);
            foreach (bool compiled in (bool[])[false, true])
            {
                OneCommandResult result = OneCommand.Run(
                    ["s6-ipcserver-access", "-v0", "-l", "here", c.Shows ? "-e" : "-E", compiled ? "-x" : "-i", "/rules", "prog"],
                    Given(c.Uid, c.Gid),
                    machine => Prepare(machine, c.Rules, compiled ? database : null));
                string? got = result.Words == null ? null : string.Join('|', result.Words);
                string gotEnvironment = string.Join('|', result.Environment.Order(StringComparer.Ordinal));
                if (result.Errors.Length > 0 || got != words || (words == null ? result.Code != code : gotEnvironment != environment))
                {
                    output.WriteLine($"{compiled}: {result.Code} {got} {gotEnvironment} {result.Errors}; not {code} {words} {environment}");
                    return false;
                }
            }
            return true;
        },
        c => $"uid {c.Uid} gid {c.Gid} shows {c.Shows}: {string.Join("; ", c.Rules.Select(Describe))}");

    private static string[] Given(uint uid, uint gid) => ["A=before", "PROTO=IPC", $"IPCREMOTEEUID={uid}", $"IPCREMOTEEGID={gid}"];

    private static void Prepare(Machine machine, Rule[] rules, byte[]? database)
    {
        if (database != null)
        {
            machine.Tree.MakeFile(machine.Tree.Root, "rules", database);
            return;
        }
        string Path(Rule rule) => $"rules/{rule.Name}";
        foreach (string kind in (string[])["rules", "rules/uid", "rules/gid", .. rules.Select(Path)])
        {
            MakeDirectory(machine, kind);
        }
        foreach (Rule rule in rules)
        {
            MakeFiles(machine, Path(rule), rule);
        }
    }

    private static void MakeFiles(Machine machine, string path, Rule rule)
    {
        if (rule.Allows)
        {
            MakeFile(machine, $"{path}/allow", []);
        }
        if (rule.Denies)
        {
            MakeFile(machine, $"{path}/deny", []);
        }
        if (rule.Exec.Length > 0)
        {
            MakeFile(machine, $"{path}/exec", Encoding.Latin1.GetBytes(rule.Exec));
        }
        if (rule.Env.Length == 0)
        {
            return;
        }
        MakeDirectory(machine, $"{path}/env");
        foreach ((string name, string? value) in rule.Env)
        {
            // An empty file takes the variable out; a line of its own sets it.
            MakeFile(machine, $"{path}/env/{name}", Encoding.Latin1.GetBytes(value == null ? "" : value + "\n"));
        }
    }

    private static void MakeDirectory(Machine machine, string path)
    {
        (Node parent, string name) = Parent(machine, path);
        if (machine.Tree.Find("/" + path) == null)
        {
            machine.Tree.MakeDirectory(parent, name);
        }
    }

    private static void MakeFile(Machine machine, string path, byte[] data)
    {
        (Node parent, string name) = Parent(machine, path);
        machine.Tree.MakeFile(parent, name, data);
    }

    private static (Node Parent, string Name) Parent(Machine machine, string path)
    {
        int slash = path.LastIndexOf('/');
        return slash < 0 ? (machine.Tree.Root, path) : (machine.Tree.Find("/" + path[..slash])!, path[(slash + 1)..]);
    }

    /// <summary>s6-accessrules-cdb-from-fs.html: a rule as the compiler writes it.</summary>
    private static string Record(Rule rule)
    {
        if (!rule.Allows)
        {
            return "D";
        }
        string env = string.Concat(rule.Env.Select(v => v.Value == null ? v.Name + "\0" : $"{v.Name}={v.Value}\0"));
        string exec = rule.Exec[..Math.Min(rule.Exec.Length, PartMax)];
        return $"A{Length(env)}{env}{Length(exec)}{exec}";
    }

    private static string Length(string part) => $"{(char)(part.Length >> 8)}{(char)(part.Length & 0xff)}";

    private static (int Code, string? Words, string Environment) Expected(Rule[] rules, uint uid, uint gid, bool shows)
    {
        List<string> keys = [$"uid/{uid}", $"gid/{gid}", "uid/default"];
        keys.Insert(1, gid == 0 ? "gid/self" : "");
        keys.Insert(0, uid == 0 ? "uid/self" : "");
        Rule? first = keys.Select(k => rules.FirstOrDefault(r => r.Name == k && (r.Allows || r.Denies))).FirstOrDefault(r => r != null);
        if (first?.Allows != true)
        {
            return (1, null, "");
        }
        Dictionary<string, string> environment = Given(uid, gid).ToDictionary(v => v.Split('=')[0], v => v.Split('=', 2)[1]);
        foreach ((string name, string? value) in first.Env)
        {
            environment.Remove(name);
            if (value != null)
            {
                environment[name] = value;
            }
        }
        environment["IPCLOCALPATH"] = "here";
        if (!shows)
        {
            foreach (string name in (string[])["PROTO", "IPCREMOTEEUID", "IPCREMOTEEGID", "IPCLOCALPATH"])
            {
                environment.Remove(name);
            }
        }
        string exec = first.Exec[..Math.Min(first.Exec.Length, PartMax)];
        string all = string.Join('|', environment.Select(v => $"{v.Key}={v.Value}").Order(StringComparer.Ordinal));
        return (0, exec.Length == 0 ? "prog" : $"execlineb|-Pc|{exec}", all);
    }

    private static string Describe(Rule rule) =>
        $"{rule.Name} {rule.Allows} {rule.Denies} [{string.Join(", ", rule.Env.Select(v => $"{v.Name}={v.Value ?? "(none)"}"))}] {rule.Exec}";
}
