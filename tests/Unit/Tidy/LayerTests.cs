using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Sestet.Tests;

/// <summary>docs/ARCHITECTURE.md, sections 3 and 4: who may use whom.</summary>
public class LayerTests
{
    /// <summary>A folder may use only those before it, and itself.</summary>
    private static readonly string[] s_folders =
    [
        "Base", "Linux", "Unix", "Cli", "Cdb", "Ftrig", "Supervision", "Logging", "Execline", "LinuxUtils", "Ipc", "FdHolder", "Sudo",
        "Rc", "Init", "Frontend", "Commands",
    ];

    private static readonly string[] s_domains =
    [
        "Cdb", "Ftrig", "Supervision", "Logging", "Execline", "LinuxUtils", "Ipc", "FdHolder", "Sudo", "Rc", "Init", "Frontend",
    ];

    private static readonly IReadOnlyList<SourceFile> s_sources = SourceFile.Below("src");

    [Fact]
    public void EveryFolderIsAKnownLayer()
    {
        Assert.NotEmpty(s_sources);
        Assert.All(s_sources, file => Assert.Contains(Folder(file), s_folders.Append("")));
    }

    [Fact]
    public void FoldersUseOnlyThoseAbove() => Assert.All(s_sources.Where(file => Folder(file) != ""), file =>
    {
        int own = Array.IndexOf(s_folders, Folder(file));
        foreach (string used in UsedNamespaces(file))
        {
            int other = Array.IndexOf(s_folders, used.Split('.')[0]);
            Assert.True(other >= 0, $"{file} uses {used}, which is no layer");
            Assert.True(other <= own, $"{file} uses {used}");
        }
    });

    /// <summary>
    /// What decides has no effects: no kernel, no descriptors, no messages, nothing of what hosts do.
    /// </summary>
    [Fact]
    public void PureFilesHaveNoEffects() => Assert.All(s_sources.Where(IsPure), file =>
    {
        foreach (string used in UsedNamespaces(file))
        {
            bool host = used.EndsWith(".Host", StringComparison.Ordinal);
            Assert.False(used is "Unix" or "Cli" || host, $"{file} uses {used}");
        }
        foreach (string word in (string[])["Kernel", "Diagnostics", "Libc", "Output", "unsafe"])
        {
            Assert.False(Mentions(file, word), $"{file} mentions {word}");
        }
    });

    [Fact]
    public void NamespacesAreFolders() => Assert.All(s_sources.Where(file => Folder(file) != ""), file =>
    {
        string expected = Folder(file) switch
        {
            "Commands" => "Sestet.Commands",
            // The folder of what calls the kernel is left out of the ordinary build; its namespace is that of the seam.
            "Linux" => "Sestet.Linux",
            _ => "Sestet." + file.Path["src/".Length..file.Path.LastIndexOf('/')].Replace('/', '.'),
        };
        Match match = Regex.Match(file.Code, @"^namespace ([\w.]+);", RegexOptions.Multiline);
        Assert.True(match.Success || file.Name == "Module", $"{file} has no file-scoped namespace");
        Assert.True(!match.Success || match.Groups[1].Value == expected, $"{file} is in {match.Groups[1].Value}, not {expected}");
    });

    /// <summary>C functions and system calls are in one folder.</summary>
    [Fact]
    public void OnlyTheNativeFolderImports() => Assert.All(s_sources, file =>
    {
        bool native = file.Path.StartsWith("src/Linux/Native/", StringComparison.Ordinal);
        foreach (string word in (string[])["RuntimeImport", "DllImport", "LibraryImport", "Libc", "SYS_\\w+"])
        {
            Assert.True(native || !Mentions(file, word), $"{file} mentions {word}");
        }
    });

    /// <summary>Pointers are for what is next to the kernel, and few places that say why.</summary>
    [Fact]
    public void PointersStayNearTheKernel()
    {
        string[] allowed =
        [
            "src/Unix/StartupArena.cs", "src/Unix/ChainMemory.cs", "src/Unix/FileGlob.cs", "src/Supervision/Host/ScannerEnd.cs",
        ];
        Assert.All(s_sources.Where(file => Mentions(file, "unsafe")), file =>
            Assert.True(Folder(file) == "Linux" || allowed.Contains(file.Path), $"{file} is unsafe"));
    }

    /// <summary>Only commands end the program, by returning; only C's main and a chain's forks call Exit.</summary>
    [Fact]
    public void NobodyExits() => Assert.All(s_sources, file =>
    {
        bool mayExit = Folder(file) is "Linux" or "Cli" or "Commands";
        Assert.True(mayExit || !Regex.IsMatch(file.Code, @"Kernel\.Exit\b"), $"{file} exits");
    });

    private static string Folder(SourceFile file)
    {
        string[] parts = file.Path.Split('/');
        return parts.Length > 2 ? parts[1] : "";
    }

    private static bool IsPure(SourceFile file) =>
        s_domains.Contains(Folder(file)) && !file.Path.Contains("/Host/", StringComparison.Ordinal);

    /// <summary>Namespaces below Sestet that the file names, in using directives or in full.</summary>
    private static IEnumerable<string> UsedNamespaces(SourceFile file) =>
        Regex.Matches(Regex.Replace(file.Code, @"^namespace .*$", "", RegexOptions.Multiline), @"\bSestet\.(\w+(?:\.Host)?)")
            .Select(match => match.Groups[1].Value);

    private static bool Mentions(SourceFile file, string word) => Regex.IsMatch(file.Code, $@"\b{word}\b");
}
