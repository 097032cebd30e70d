using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Sestet.Rc;

namespace Sestet.Tests;

/// <summary>Import and export in memory: a definition is paths with contents, "*" behind those that can be executed.</summary>
internal static class ImportRun
{
    private const int Room = 1 << 18;

    /// <summary>The files that a document makes, and what is wrong with it.</summary>
    public static (SortedDictionary<string, string> Files, string Complaints) Import(string toml, string name)
    {
        byte[] source = Encoding.UTF8.GetBytes(toml);
        TomlDocument empty = new(
            new TomlNode[TomlDocument.NodesFor(source.Length)], new int[TomlDocument.BucketsFor(source.Length)], new byte[source.Length]);
        TomlParser parser = new(source, empty);
        Complaints complaints = new("f"u8, source, new byte[Room]);
        if (!parser.Parse())
        {
            complaints.AddAt(parser.FaultOffset, TomlFaultText.Of(parser.Fault));
            return ([], Encoding.UTF8.GetString(complaints.Lines));
        }
        ServiceImport import = new(parser.Document, new DraftFiles(new DraftFile[4096], new byte[Room]), complaints);
        import.Import(Encoding.UTF8.GetBytes(name));
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        DraftFiles drafts = import.Files;
        for (int i = 0; i < drafts.Count; i++)
        {
            string path = Encoding.UTF8.GetString(drafts.PathOf(i)) + (drafts[i].IsExecutable ? "*" : drafts[i].IsDirectory ? "/" : "");
            files[path] = Encoding.UTF8.GetString(drafts.ContentOf(i));
        }
        return (files, Encoding.UTF8.GetString(import.Complaints.Lines));
    }

    /// <summary>The document that export proposes for a service of these files.</summary>
    public static string Export(IReadOnlyDictionary<string, string> files, string name, bool wholeScripts)
    {
        DraftFiles drafts = new(new DraftFile[4096], new byte[Room]);
        foreach ((string path, string content) in files.Where(file => file.Key.StartsWith(name + "/", StringComparison.Ordinal)))
        {
            string[] parts = path.TrimEnd('*').Split('/', 3);
            if (path.EndsWith('/'))
            {
                drafts.AddDirectory(Encoding.UTF8.GetBytes(parts[0]), Encoding.UTF8.GetBytes(parts[1]));
            }
            else if (parts.Length == 2)
            {
                drafts.Begin(Encoding.UTF8.GetBytes(parts[0]), Encoding.UTF8.GetBytes(parts[1]), path.EndsWith('*'));
            }
            else
            {
                drafts.Begin(
                    Encoding.UTF8.GetBytes(parts[0]), Encoding.UTF8.GetBytes(parts[1]), Encoding.UTF8.GetBytes(parts[2]), path.EndsWith('*'));
            }
            drafts.Append(Encoding.UTF8.GetBytes(content));
        }
        ServiceExport export = new(
            drafts, Encoding.UTF8.GetBytes(name), new TomlWriter(new byte[Room]), new byte[Room], new ChainReader.WordRange[Room])
        {
            TakesScriptsWhole = wholeScripts,
        };
        export.Export();
        return Encoding.UTF8.GetString(export.Toml.Text);
    }
}
