using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <content>Reads one definition directory.</content>
internal ref partial struct SourceCompiler
{
    /// <summary>The source of what no directory defines.</summary>
    private const int Internal = -1;

    /// <summary>Bytes of a file that are read at once.</summary>
    private const int ReadLength = 4096;

    /// <summary>A definition directory that is being read: itself, or the one it lies in.</summary>
    private readonly ref struct Place(Fd directory, bool isAbove, ReadOnlySpan<byte> source, ReadOnlySpan<byte> name, int index)
    {
        public Fd Directory { get; } = directory;

        /// <summary>The descriptor is that of the source directory.</summary>
        public bool IsAbove { get; } = isAbove;

        public ReadOnlySpan<byte> Source { get; } = source;

        public ReadOnlySpan<byte> Name { get; } = name;

        /// <summary>Of its definition.</summary>
        public int Index { get; } = index;
    }

    /// <summary>Reads a definition directory, where the name is one's; nothing else counts.</summary>
    private int AddDefinition(Fd sourceDirectory, int source, TextPart part, ref int found)
    {
        ReadOnlySpan<byte> nameZ = _names.Items.Slice(part.Start, part.Length + 1);
        ReadOnlySpan<byte> name = nameZ[..^1];
        ReadOnlySpan<byte> path = _sources[source];
        Result<Fd> directory = Kernel.OpenDirectory(sourceDirectory, nameZ);
        if (!directory.Ok)
        {
            return directory.Error == Errno.ENOTDIR
                ? ExitCode.Success
                : Diagnostics.Unable(ExitCode.System, directory.Error, "open "u8, path, "/"u8, name);
        }
        found++;
        int code = ExitCode.Success;
        int index = 0;
        if (name.Contains((byte)'\n'))
        {
            code = Diagnostics.Fatal(ExitCode.Failure, "subdirectory of "u8, path, " contains a newline character"u8);
        }
        code = code == ExitCode.Success ? EnterName(name, path, out index) : code;
        if (code == ExitCode.Success)
        {
            code = AddFiles(new Place(directory.Value, isAbove: false, path, name, index), source);
        }
        Kernel.Close(directory.Value);
        return code;
    }

    private int AddFiles(Place place, int source)
    {
        if (_options.Verbosity >= 3)
        {
            Diagnostics.Info("parsing "u8, place.Source, "/"u8, place.Name);
        }
        DefinitionFiles files = DefinitionFiles.None;
        DirectoryReader reader = new(place.Directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (reader.Next(out ReadOnlySpan<byte> nameZ))
        {
            DefinitionFiles file = DefinitionFileNames.Find(nameZ[..^1]);
            files |= file;
            files |= file == DefinitionFiles.Run && reader.IsSurelyRegular ? DefinitionFiles.RunIsRegular : DefinitionFiles.None;
        }
        if (reader.Error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, reader.Error, "readdir "u8, place.Source, "/"u8, place.Name);
        }
        int code = ReadFile(place, "type\0"u8, out ReadOnlySpan<byte> type);
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (!DefinitionKinds.TryParse(type, out DefinitionKind kind))
        {
            return Complain(place, "type"u8, "invalid "u8, ": must be oneshot, longrun, or bundle"u8);
        }
        ref Definition definition = ref _table.Items[place.Index];
        if (definition.Kind != DefinitionKind.Unknown)
        {
            return Duplicate(place.Name, place.Source, definition.Kind);
        }
        if (_options.Verbosity >= 3)
        {
            Diagnostics.Info(place.Name, " has type "u8, DefinitionKinds.Name(kind));
        }
        definition.Kind = kind;
        definition.Source = source;
        definition.Files = files;
        definition.Flags |= (files & DefinitionFiles.FlagEssential) != 0 ? ServiceFlags.Essential : 0;
        definition.Flags |= (files & DefinitionFiles.FlagRecommended) != 0 ? ServiceFlags.Recommended : 0;
        code = NoteDefined(place.Index);
        return code != ExitCode.Success ? code
            : kind == DefinitionKind.Bundle
            ? ReadMentions(place, files, DefinitionFiles.ContentsDirectory, "contents.d\0"u8, "contents\0"u8, isNeeded: true)
            : AddAtomic(place, files, kind);
    }

    private int AddAtomic(Place place, DefinitionFiles files, DefinitionKind kind)
    {
        int code = ReadMentions(
            place, files, DefinitionFiles.DependenciesDirectory, "dependencies.d\0"u8, "dependencies\0"u8,
            isNeeded: (files & DefinitionFiles.Dependencies) != 0);
        if (code == ExitCode.Success && (files & DefinitionFiles.TimeoutDown) != 0)
        {
            code = ReadTimeout(place, "timeout-down\0"u8, out uint milliseconds);
            _table.Items[place.Index].TimeoutDownMs = milliseconds;
        }
        if (code == ExitCode.Success && (files & DefinitionFiles.TimeoutUp) != 0)
        {
            code = ReadTimeout(place, "timeout-up\0"u8, out uint milliseconds);
            _table.Items[place.Index].TimeoutUpMs = milliseconds;
        }
        return code != ExitCode.Success ? code
            : kind == DefinitionKind.Oneshot ? AddOneshot(place, files)
            : AddLongrun(place, files);
    }

    private int AddOneshot(Place place, DefinitionFiles files)
    {
        ScriptPart up = default;
        ScriptPart down = default;
        ScriptPart reload = default;
        int code = ReadScript(place, "up\0"u8, out up);
        if (code == ExitCode.Success && (files & DefinitionFiles.Down) != 0)
        {
            code = ReadScript(place, "down\0"u8, out down);
        }
        if (code == ExitCode.Success && (files & DefinitionFiles.Reload) != 0)
        {
            code = ReadScript(place, "reload\0"u8, out reload);
        }
        ref Definition definition = ref _table.Items[place.Index];
        definition.Up = up;
        definition.Down = down;
        definition.Reload = reload;
        return code;
    }

    /// <summary>The names in a directory or, where there is none, the lines of a file.</summary>
    private int ReadMentions(
        Place place,
        DefinitionFiles files,
        DefinitionFiles directoryFile,
        ReadOnlySpan<byte> directoryZ,
        ReadOnlySpan<byte> fileZ,
        bool isNeeded)
    {
        int first = _mentions.Count;
        int code = ExitCode.Success;
        if ((files & directoryFile) != 0)
        {
            code = ReadMentionDirectory(place, directoryZ);
        }
        else if (isNeeded)
        {
            code = ReadMentionLines(place, fileZ);
        }
        _table.Items[place.Index].Mentions = new ListPart { First = first, Count = _mentions.Count - first };
        return code;
    }

    private int ReadMentionDirectory(Place place, ReadOnlySpan<byte> directoryZ)
    {
        Result<Fd> directory = Kernel.OpenDirectory(place.Directory, directoryZ);
        if (!directory.Ok)
        {
            return Unable(place, directoryZ[..^1], directory.Error, "opendir "u8);
        }
        int code = ExitCode.Success;
        DirectoryReader reader = new(directory.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        while (code == ExitCode.Success && reader.Next(out ReadOnlySpan<byte> nameZ))
        {
            if (nameZ[0] != '.')
            {
                code = Mention(place, nameZ[..^1]);
            }
        }
        Kernel.Close(directory.Value);
        return code == ExitCode.Success && reader.Error.Failed
            ? Unable(place, directoryZ[..^1], reader.Error, "readdir "u8)
            : code;
    }

    private int ReadMentionLines(Place place, ReadOnlySpan<byte> fileZ)
    {
        int code = ReadFile(place, fileZ, out ReadOnlySpan<byte> text);
        ServiceNameLines lines = new(text);
        while (code == ExitCode.Success && lines.Next(out ReadOnlySpan<byte> name))
        {
            code = Mention(place, name);
        }
        return code;
    }

    private int Mention(Place place, scoped ReadOnlySpan<byte> name)
    {
        int code = EnterName(name, place.Name, out int index);
        if (code == ExitCode.Success)
        {
            Errno error = _mentions.Reserve(1);
            if (error.Failed)
            {
                return OutOfMemory(error);
            }
            _mentions.Add(index);
        }
        return code;
    }

    private int ReadTimeout(Place place, ReadOnlySpan<byte> fileZ, out uint milliseconds)
    {
        milliseconds = 0;
        int code = ReadFile(place, fileZ, out ReadOnlySpan<byte> text);
        if (code != ExitCode.Success)
        {
            return code;
        }
        int length = text.Length;
        while (length > 0 && text[length - 1] is 0 or (byte)'\n')
        {
            length--;
        }
        return Text.TryParse(text[..length], out milliseconds)
            ? ExitCode.Success
            : Complain(place, fileZ[..^1], "invalid "u8, ": must be a number of milliseconds, 4294967295 at most"u8);
    }

    /// <summary>A command line, as execlineb takes it apart.</summary>
    private int ReadScript(Place place, ReadOnlySpan<byte> fileZ, out ScriptPart part)
    {
        part = new ScriptPart { Start = _table.Texts.Length };
        int code = ReadFile(place, fileZ, out ReadOnlySpan<byte> script);
        if (code != ExitCode.Success)
        {
            return code;
        }
        _word.Truncate(0);
        Errno error = _word.Reserve(script.Length);
        if (error.Failed)
        {
            return OutOfMemory(error);
        }
        ScriptLexer lexer = new(script, _word.AddZeroed(script.Length));
        int level = 0;
        int opened = 0;
        for (ScriptToken token = lexer.Next(); token != ScriptToken.End; token = lexer.Next())
        {
            if (token == ScriptToken.Wrong)
            {
                return WrongScript(place, fileZ[..^1], script, lexer.Start, lexer.Error);
            }
            if (token == ScriptToken.Open)
            {
                opened = level++ == 0 ? lexer.Start : opened;
                continue;
            }
            if (token == ScriptToken.Close && level-- == 0)
            {
                return WrongScript(place, fileZ[..^1], script, lexer.Start, ScriptError.UnmatchedCloseBrace);
            }
            error = _table.AddWord(level, token == ScriptToken.Word ? lexer.Word : default);
            if (error.Failed)
            {
                return OutOfMemory(error);
            }
            part.Words++;
        }
        return level == 0
            ? ExitCode.Success
            : WrongScript(place, fileZ[..^1], script, opened, ScriptError.UnmatchedOpenBrace);
    }

    /// <summary>All of a file; it is good until the next one is read.</summary>
    private int ReadFile(Place place, ReadOnlySpan<byte> fileZ, out ReadOnlySpan<byte> content)
    {
        content = default;
        const int Flags = OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK;
        PathBuffer path = new(stackalloc byte[ServicePathLength]);
        if (place.IsAbove)
        {
            AppendServicePath(ref path, place.Name, fileZ[..^1]);
        }
        Result<Fd> file = Kernel.Open(place.Directory, place.IsAbove ? path.TextZ : fileZ, Flags);
        if (!file.Ok)
        {
            return Unable(place, fileZ[..^1], file.Error, "open "u8);
        }
        Errno error = ReadAll(file.Value);
        Kernel.Close(file.Value);
        content = _file.Items;
        return error.Failed ? Unable(place, fileZ[..^1], error, "read "u8) : ExitCode.Success;
    }

    private Errno ReadAll(Fd file)
    {
        _file.Truncate(0);
        while (true)
        {
            Errno error = _file.Reserve(ReadLength);
            if (error.Failed)
            {
                return error;
            }
            Result<int> read = Kernel.Read(file, _file.AddZeroed(ReadLength));
            _file.Truncate(_file.Count - ReadLength + (read.Ok ? read.Value : 0));
            // A regular file's short read is its end.
            if (!read.Ok || read.Value < ReadLength)
            {
                return read.Ok ? Errno.None : read.Error;
            }
        }
    }

    private static int WrongScript(
        Place place, ReadOnlySpan<byte> file, ReadOnlySpan<byte> script, int position, ScriptError error)
    {
        uint line = 1;
        foreach (byte letter in script[..position])
        {
            line += letter == '\n' ? 1u : 0;
        }
        SourceMessage message = new(stackalloc byte[SourceMessage.Length]);
        message.Add("syntax error in "u8, place.Source, "/"u8, place.Name, "/"u8, file);
        message.Add(": "u8, error switch
        {
            ScriptError.UnterminatedQuote => "unterminated quoted string"u8,
            ScriptError.BadNumber => "bad numeric escape sequence"u8,
            ScriptError.NulCharacter => "NUL character"u8,
            ScriptError.UnmatchedOpenBrace => "unmatched {"u8,
            _ => "unmatched }"u8,
        });
        message.Add(" in line "u8);
        message.Add(line);
        return message.Print();
    }

    private static int Duplicate(ReadOnlySpan<byte> name, ReadOnlySpan<byte> source, DefinitionKind kind)
    {
        SourceMessage message = new(stackalloc byte[SourceMessage.Length]);
        message.Add("duplicate service definition: "u8, name, " defined in "u8, source);
        message.Add(" is already defined and has type "u8, DefinitionKinds.Name(kind));
        return message.Print();
    }

    /// <summary>What is wrong with a file: words in front of its path, and behind it.</summary>
    private static int Complain(
        Place place, ReadOnlySpan<byte> file, ReadOnlySpan<byte> before, ReadOnlySpan<byte> behind)
    {
        SourceMessage message = new(stackalloc byte[SourceMessage.Length]);
        message.Add(before, place.Source, "/"u8, place.Name, "/"u8, file);
        message.Add(behind);
        return message.Print();
    }

    private static int Unable(Place place, ReadOnlySpan<byte> file, Errno error, ReadOnlySpan<byte> what)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(place.Source);
        path.Append("/"u8);
        path.Append(place.Name);
        path.Append("/"u8);
        path.Append(file);
        return Diagnostics.Unable(ExitCode.System, error, what, path.Text);
    }
}
