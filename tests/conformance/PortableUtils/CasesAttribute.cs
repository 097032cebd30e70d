using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using Sestet.Conformance.Harness;
using Xunit.Sdk;

namespace Sestet.Conformance.PortableUtils;

/// <summary>
/// The scripts of a file beside this one, for one of the suites, each with what observe.sh is to print. In the file a
/// script follows "$ "; the lines behind it are the expected ones of both suites (" "), of the reference ("-") or ours ("+").
/// </summary>
public abstract class CasesAttribute(string name, Func<Suite> suite, char own) : DataAttribute
{
    public string Name => name;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        string? script = null;
        List<string> expected = [];
        foreach (string line in ReadLines(name + ".txt"))
        {
            if (!line.StartsWith("$ ", StringComparison.Ordinal))
            {
                if (line[0] == ' ' || line[0] == own)
                {
                    expected.Add(line[1..]);
                }
                continue;
            }
            if (script != null)
            {
                yield return [suite(), script, string.Join('\n', expected)];
            }
            script = line[2..];
            expected.Clear();
        }
        yield return [suite(), script!, string.Join('\n', expected)];
    }

    /// <summary>The lines of a file that is built into the tests.</summary>
    public static IReadOnlyList<string> ReadLines(string name)
    {
        using Stream stream = typeof(CasesAttribute).Assembly.GetManifestResourceStream("PortableUtils/" + name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().TrimEnd('\n').Split('\n');
    }
}

/// <summary>The scripts on our suite.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OurCasesAttribute(string name) : CasesAttribute(name, () => Suite.Ours, '+')
{
}

/// <summary>The scripts on the reference; skipped where s6-portable-utils is not installed beside it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReferenceCasesAttribute(string name) : CasesAttribute(name, () => Suite.Reference, '-')
{
    public override string? Skip
    {
        get
        {
            foreach (string directory in Suite.Reference.Directories)
            {
                if (File.Exists(Path.Combine(directory, "s6-true")))
                {
                    return null;
                }
            }
            return "no s6-portable-utils: set REFERENCE_SUITE to the directories of its commands";
        }

        set => throw new NotSupportedException();
    }
}
