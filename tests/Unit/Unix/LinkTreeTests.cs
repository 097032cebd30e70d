using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Base;
using Sestet.Simulation;
using Sestet.Unix;
using Xunit;

namespace Sestet.Tests;

public class LinkTreeTests
{
    /// <summary>Files f and g in directories d and e, three deep, so that no name is a file here and a directory there.</summary>
    private static readonly string[] s_files =
        [.. new[] { "", "d/", "e/", "d/d/", "d/e/", "e/d/" }.SelectMany(directory => new[] { directory + "f", directory + "g" })];

    private static readonly Gen<string[]> s_source = Gen.OneOf(s_files).Array[0, 6].Select(files => files.Distinct().ToArray());

    /// <summary>Of several sources the last that has a file is seen, and nothing that none has.</summary>
    [Fact, Trait("Category", "Property")]
    public void TheLastSourceIsSeen() => s_source.Array[1, 4].Sample(
        sources => With(sources, (machine, errors) =>
        {
            Assert.All(errors, error => Assert.True(error.IsNone));
            foreach (string file in s_files)
            {
                int last = Array.FindLastIndex(sources, source => source.Contains(file));
                Assert.Same(last < 0 ? null : machine.Tree.Find($"/s{last}/{file}"), machine.Tree.Find("/to/" + file));
            }
        }),
        print: sources => string.Join("; ", sources.Select(source => string.Join(' ', source))));

    [Fact]
    public void WhatOneSourceHasIsALink() => With([["d/f"], ["e/f"]], (machine, _) =>
    {
        Assert.Equal("/s0/d", LinkAt(machine, "/to", "d"));
        Assert.Equal("/s1/e", LinkAt(machine, "/to", "e"));
    });

    [Fact]
    public void WhatSeveralHaveIsADirectoryOfLinks() => With([["d/f"], ["d/g"]], (machine, _) =>
    {
        Assert.Null(LinkAt(machine, "/to", "d"));
        Assert.Equal("/s0/d/f", LinkAt(machine, "/to/d", "f"));
        Assert.Equal("/s1/d/g", LinkAt(machine, "/to/d", "g"));
    });

    [Fact]
    public void WhatTheLastHasAllOfIsALinkAgain() => With([["d/f", "e/f"], ["d/g"], ["d/f", "d/g"]], (machine, _) =>
        Assert.Equal("/s2/d", LinkAt(machine, "/to", "d")));

    [Fact]
    public void AFileInPlaceOfADirectoryIsAConflict() => With([["d/f"], ["d"]], (_, errors) =>
        Assert.Equal([Errno.None.Value, Errno.EISDIR.Value], errors.Select(error => error.Value)));

    private static string? LinkAt(Machine machine, string directory, string name) =>
        machine.Tree.Find(directory)!.Entries[name] is { IsLink: true } link ? link.Target : null;

    /// <summary>Makes the sources s0, s1 …, and /to of them.</summary>
    private static void With(string[][] sources, Action<Machine, List<Errno>> check)
    {
        using Sandbox sandbox = new();
        Machine machine = sandbox.Machine;
        List<Errno> errors = [];
        for (int i = 0; i < sources.Length; i++)
        {
            Node root = machine.Tree.MakeDirectory(machine.Tree.Root, $"s{i}");
            foreach (string file in sources[i])
            {
                string[] names = file.Split('/');
                Node directory = names[..^1].Aggregate(root, (at, name) =>
                    at.Entries.TryGetValue(name, out Node? there) ? there : machine.Tree.MakeDirectory(at, name));
                machine.Tree.MakeFile(directory, names[^1], default);
            }
        }
        for (int i = 0; i < sources.Length; i++)
        {
            LinkTree tree = new(new byte[Limits.PathLengthMax], new byte[Limits.PathLengthMax]);
            errors.Add(tree.Add("/to"u8, Encoding.ASCII.GetBytes($"/s{i}")));
            Assert.Equal(errors[^1] == Errno.EISDIR, tree.IsConflict);
        }
        check(machine, errors);
    }
}
