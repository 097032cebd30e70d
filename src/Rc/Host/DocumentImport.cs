using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>`sestet rc import`: reads declarative files, and writes what they say where none has a fault.</summary>
internal static class DocumentImport
{
    /// <summary>What a document may become: paths repeat the service's name.</summary>
    private const int GrowthMax = 16;

    private const int OutputSlack = 1 << 20;

    /// <summary>Imports the files; errors are told: the exit code.</summary>
    public static int Run(Arguments paths, in RcOptions options)
    {
        Errno error = ChainMemory.TryAllocateArray(paths.Count, out Span<TextReference> sources);
        long total = 0;
        int code = ExitCode.Success;
        for (int i = 0; i < paths.Count && error.IsNone; i++)
        {
            Errno read = ReadDocument(paths.AtZ(i), out ReadOnlySpan<byte> source);
            if (read.Failed)
            {
                return Diagnostics.Unable(ExitCode.System, read, "read "u8, paths[i]);
            }
            sources[i] = new TextReference(source);
            total += source.Length;
        }
        long room = total * GrowthMax + OutputSlack;
        if (room > int.MaxValue)
        {
            return Diagnostics.Fatal(ExitCode.Failure, "too many files at once"u8);
        }
        Span<byte> text = default;
        Span<DraftFile> slots = default;
        error = error.Failed ? error : ChainMemory.TryAllocateArray((int)room, out text);
        error = error.Failed ? error : ChainMemory.TryAllocateArray((int)(total / 2) + 64, out slots);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "import files"u8);
        }
        DraftFiles files = new(slots, text);
        for (int i = 0; i < paths.Count; i++)
        {
            int one = ImportOne(paths[i], sources[i].Text, ref files);
            code = one == ExitCode.Success ? code : one;
        }
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (files.Overflowed)
        {
            return Diagnostics.Fatal(ExitCode.Failure, "these files make more than there is room for; import fewer at once"u8);
        }
        return options.IsDry ? Show(files) : DefinitionWriter.Write(files, options.DirectoryZ, options.Replaces);
    }

    /// <summary>Reads a file, or standard input for "-".</summary>
    public static Errno ReadDocument(ReadOnlySpan<byte> pathZ, out ReadOnlySpan<byte> source)
    {
        source = default;
        if (pathZ.SequenceEqual("-\0"u8))
        {
            return WholeFile.Read(Fd.StandardInput, Limits.ServiceDocumentLengthMax, out source);
        }
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, pathZ, OpenFlags.O_RDONLY);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = WholeFile.Read(file.Value, Limits.ServiceDocumentLengthMax, out source);
        Kernel.Close(file.Value);
        return error;
    }

    private static int ImportOne(ReadOnlySpan<byte> path, ReadOnlySpan<byte> source, scoped ref DraftFiles files)
    {
        Errno error = TryImport(path, ServiceNameOf(path), source, files, out files, out Complaints complaints);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "import "u8, path) : Tell(complaints);
    }

    /// <summary>Adds what a document says to the files; what is wrong with it is in the complaints.</summary>
    public static Errno TryImport(
        ReadOnlySpan<byte> path,
        ReadOnlySpan<byte> service,
        ReadOnlySpan<byte> source,
        DraftFiles files,
        out DraftFiles more,
        out Complaints complaints)
    {
        more = files;
        Span<int> buckets = default;
        Span<byte> text = default;
        Span<byte> lines = default;
        Errno error = ChainMemory.TryAllocateArray(TomlDocument.NodesFor(source.Length), out Span<TomlNode> nodes);
        error = error.Failed ? error : ChainMemory.TryAllocateArray(TomlDocument.BucketsFor(source.Length), out buckets);
        error = error.Failed ? error : ChainMemory.TryAllocateArray(source.Length, out text);
        error = error.Failed ? error : ChainMemory.TryAllocateArray(Limits.ComplaintsLength, out lines);
        if (error.Failed)
        {
            complaints = default;
            return error;
        }
        TomlParser parser = new(source, new TomlDocument(nodes, buckets, text));
        complaints = new Complaints(path, source, lines);
        if (!parser.Parse())
        {
            complaints.AddAt(parser.FaultOffset, TomlFaultText.Of(parser.Fault));
            return Errno.None;
        }
        ServiceImport import = new(parser.Document, files, complaints);
        import.Import(service);
        more = import.Files;
        complaints = import.Complaints;
        return Errno.None;
    }

    /// <summary>What a service is called that a whole file is: the file's name without ".toml".</summary>
    private static ReadOnlySpan<byte> ServiceNameOf(ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> name = Text.BaseName(path);
        return name.EndsWith(".toml"u8) ? name[..^5] : name;
    }

    /// <summary>Prints what is wrong: the exit code.</summary>
    public static int Tell(Complaints complaints)
    {
        ReadOnlySpan<byte> lines = complaints.Lines;
        while (!lines.IsEmpty)
        {
            int newline = lines.IndexOf((byte)'\n');
            _ = Diagnostics.Fatal(ExitCode.Failure, lines[..newline]);
            lines = lines[(newline + 1)..];
        }
        if (complaints.AreMore)
        {
            Diagnostics.Info("there are more faults like these"u8);
        }
        return complaints.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>Prints what would be written.</summary>
    private static int Show(DraftFiles files)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        for (int i = 0; i < files.Count; i++)
        {
            output.Write(files.PathOf(i));
            output.Write(files[i].IsDirectory ? "/\n"u8 : files[i].IsExecutable ? "*\n"u8 : "\n"u8);
            ReadOnlySpan<byte> rest = files.ContentOf(i);
            while (!rest.IsEmpty)
            {
                int newline = rest.IndexOf((byte)'\n');
                ReadOnlySpan<byte> line = newline < 0 ? rest : rest[..newline];
                output.Write("    "u8);
                output.Write(line);
                output.Write("\n"u8);
                rest = newline < 0 ? default : rest[(newline + 1)..];
            }
        }
        output.Flush();
        return output.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8)
            : ExitCode.Success;
    }
}
