using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// `sestet rc export`: reads services' directories, and writes a document of each that import makes the same of. That is not
/// believed but tried: the document is imported in memory, and compared file by file.
/// </summary>
internal ref struct DocumentExport
{
    private const int FilesMax = 1 << 16;

    private readonly DraftFiles _noFiles;
    private readonly DraftFiles _noOthers;
    private readonly Span<byte> _toml;
    private readonly Span<byte> _scriptText;
    private readonly Span<ChainReader.WordRange> _words;

    private DocumentExport(
        DraftFiles files,
        DraftFiles others,
        Span<byte> toml,
        Span<byte> scriptText,
        Span<ChainReader.WordRange> words)
    {
        _noFiles = files;
        _noOthers = others;
        _toml = toml;
        _scriptText = scriptText;
        _words = words;
    }

    /// <summary>Exports the services; errors are told: the exit code.</summary>
    public static int Run(Arguments paths, in RcOptions options)
    {
        // Only what is used of it is ever there.
        const int Length = Limits.ServiceDocumentLengthMax * 4;
        Span<byte> otherText = default;
        Span<byte> toml = default;
        Span<byte> scriptText = default;
        Span<DraftFile> slots = default;
        Span<DraftFile> otherSlots = default;
        Span<ChainReader.WordRange> words = default;
        Errno error = ChainMemory.TryAllocateArray(Length, out Span<byte> text);
        error = error.Failed ? error : ChainMemory.TryAllocateArray(Length * 2, out otherText);
        error = error.Failed ? error : ChainMemory.TryAllocateArray(Length * 2, out toml);
        error = error.Failed ? error : ChainMemory.TryAllocateArray(Length, out scriptText);
        error = error.Failed ? error : ChainMemory.TryAllocateArray(FilesMax, out slots);
        error = error.Failed ? error : ChainMemory.TryAllocateArray(FilesMax, out otherSlots);
        error = error.Failed ? error : ChainMemory.TryAllocateArray(Limits.ServiceDocumentLengthMax, out words);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "export services"u8);
        }
        DocumentExport export = new(
            new DraftFiles(slots, text), new DraftFiles(otherSlots, otherText), toml, scriptText, words);
        int code = ExitCode.Success;
        for (int i = 0; i < paths.Count; i++)
        {
            int one = export.ExportOne(paths.AtZ(i), paths.Count > 1, options);
            code = one == ExitCode.Success ? code : one;
        }
        return code;
    }

    private readonly int ExportOne(ReadOnlySpan<byte> pathZ, bool asTable, in RcOptions options)
    {
        ReadOnlySpan<byte> path = pathZ[..^1];
        while (path.Length > 1 && path[^1] == '/')
        {
            path = path[..^1];
        }
        ReadOnlySpan<byte> name = Text.BaseName(path);
        PathBuffer failed = new(stackalloc byte[Limits.PathLengthMax]);
        DefinitionReader reader = new(_noFiles, name, stackalloc byte[Limits.PathLengthMax]);
        Errno error = reader.Read(pathZ, ref failed);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read "u8, failed.Text);
        }
        // What the service is called is of no matter to what is compared, but a name may be none.
        bool wholeScripts = false;
        while (true)
        {
            error = Compose(reader.Files, name, wholeScripts, out TomlWriter toml, out DraftFiles again, out Complaints faults);
            if (error.Failed)
            {
                return Diagnostics.Unable(ExitCode.System, error, "export "u8, path);
            }
            if (!wholeScripts && (faults.Count > 0 || !AreSame(reader.Files, again)))
            {
                wholeScripts = true;
                continue;
            }
            int code = TellLosses(reader, again, name) == 0 ? ExitCode.Success : ExitCode.Failure;
            if (faults.Count > 0)
            {
                return DocumentImport.Tell(faults);
            }
            int written = options.HasDirectory ? WriteFile(options, name, toml.Text) : Print(toml.Text, name, asTable);
            return written == ExitCode.Success ? code : written;
        }
    }

    /// <summary>Makes a document, and files of it again.</summary>
    private readonly Errno Compose(
        DraftFiles files,
        ReadOnlySpan<byte> name,
        bool wholeScripts,
        out TomlWriter toml,
        out DraftFiles again,
        out Complaints faults)
    {
        for (int i = 0; i < files.Count; i++)
        {
            files[i].IsTaken = false;
        }
        ServiceExport export = new(files, name, new TomlWriter(_toml), _scriptText, _words) { TakesScriptsWhole = wholeScripts };
        export.Export();
        toml = export.Toml;
        again = default;
        faults = default;
        return toml.Overflowed
            ? Errno.EFBIG
            : DocumentImport.TryImport(name, name, toml.Text, _noOthers, out again, out faults);
    }

    private static bool AreSame(DraftFiles files, DraftFiles again)
    {
        for (int i = 0; i < files.Count; i++)
        {
            if (DefinitionComparison.Find(files, i, again) < DefinitionComparison.Likeness.Deprecated)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Names every file that the document does not stand for: how many there are.</summary>
    private static int TellLosses(in DefinitionReader reader, DraftFiles again, ReadOnlySpan<byte> name)
    {
        int losses = 0;
        DraftFiles files = reader.Files;
        for (int i = 0; i < files.Count; i++)
        {
            ReadOnlySpan<byte> file = files.PathOf(i);
            switch (DefinitionComparison.Find(files, i, again))
            {
                case DefinitionComparison.Likeness.Missing:
                    losses++;
                    Diagnostics.Warn(file, " cannot be expressed, and is left out"u8);
                    break;
                case DefinitionComparison.Likeness.Different:
                    losses++;
                    Diagnostics.Warn(file, " cannot be expressed as it is"u8);
                    break;
                case DefinitionComparison.Likeness.Deprecated:
                    Diagnostics.Info(file, " is a deprecated form; import makes a directory of it"u8);
                    break;
                case DefinitionComparison.Likeness.Same:
                default:
                    break;
            }
        }
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        ReadOnlySpan<byte> odd = reader.Odd.Text;
        while (!odd.IsEmpty)
        {
            int newline = odd.IndexOf((byte)'\n');
            losses++;
            path.Truncate(0);
            path.Append(name);
            path.Append("/"u8);
            path.Append(newline < 0 ? odd : odd[..newline]);
            Diagnostics.Warn(path.Text, " is neither a file nor a directory of files, and is left out"u8);
            odd = newline < 0 ? default : odd[(newline + 1)..];
        }
        return losses;
    }

    private static int Print(ReadOnlySpan<byte> toml, ReadOnlySpan<byte> name, bool asTable)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        if (asTable)
        {
            Span<byte> header = stackalloc byte[Limits.NameLengthMax * 6 + 2];
            TomlWriter key = new(header);
            key.AppendKey(name);
            output.Write("[service."u8);
            output.Write(key.Text);
            output.Write("]\n"u8);
        }
        output.Write(toml);
        output.Write(asTable ? "\n"u8 : default);
        output.Flush();
        return output.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8)
            : ExitCode.Success;
    }

    /// <summary>Writes DIR/SERVICE.toml, whole or not at all.</summary>
    private static int WriteFile(in RcOptions options, ReadOnlySpan<byte> name, ReadOnlySpan<byte> toml)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer temporary = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(options.DirectoryZ[..^1]);
        path.Append("/"u8);
        int length = path.Length;
        path.Append(name);
        path.Append(".toml"u8);
        temporary.Append(path.Text[..length]);
        temporary.Append("."u8);
        temporary.Append(name);
        temporary.Append(":export"u8);
        Errno error = Kernel.MakeDirectory(Fd.CurrentDirectory, options.DirectoryZ, 0x1ff);
        if (path.Overflowed || temporary.Overflowed)
        {
            error = Errno.ENAMETOOLONG;
        }
        else if (error.IsNone || error == Errno.EEXIST)
        {
            if (!options.Replaces && Kernel.StatLink(Fd.CurrentDirectory, path.TextZ).Ok)
            {
                return Diagnostics.Fatal(ExitCode.Failure, path.Text, " is there already (--force replaces it)"u8);
            }
            error = AtomicFile.Replace(Fd.CurrentDirectory, path.TextZ, temporary.TextZ, toml);
        }
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "write "u8, path.Text) : ExitCode.Success;
    }
}
