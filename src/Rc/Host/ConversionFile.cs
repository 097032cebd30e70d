using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// s6-rc-update's instructions (s6-rc-update.html, "The conversion file"): what becomes of an old service. Every function that
/// can fail prints what, and gives an exit code.
/// </summary>
internal ref struct ConversionFile
{
    private const int LengthMax = 1 << 28;

    private readonly Span<TextReference> _newNames;
    private readonly Span<bool> _restarts;
    private readonly Span<bool> _isNamed;

    public ConversionFile(int count, scoped ref StartupArena arena)
    {
        _newNames = arena.Allocate<TextReference>(count);
        _restarts = arena.Allocate<bool>(count);
        _isNamed = arena.Allocate<bool>(count);
    }

    /// <summary>Room that the constructor takes of an arena.</summary>
    public static long LengthFor(int count) =>
        StartupArena.LengthOf<TextReference>(count) + 2 * StartupArena.LengthOf<bool>(count) + sizeof(long);

    /// <summary>The name that a service is to have, where it has another one; else empty.</summary>
    public readonly ReadOnlySpan<byte> NewName(int service) => _newNames[service].Text;

    public readonly bool Restarts(int service) => _restarts[service];

    /// <summary>Reads the file; the names are those of the old database, which is that directory's.</summary>
    public readonly int Read(ReadOnlySpan<byte> fileZ, NameTable names, CompiledDatabase database, ReadOnlySpan<byte> directory)
    {
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, fileZ, OpenFlags.O_RDONLY);
        if (!file.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, file.Error, "open "u8, fileZ[..^1]);
        }
        Errno error = WholeFile.Read(file.Value, LengthMax, out ReadOnlySpan<byte> rest);
        Kernel.Close(file.Value);
        Span<byte> word = default;
        error = error.IsNone ? ChainMemory.TryAllocateArray(rest.Length + 1, out word) : error;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read "u8, fileZ[..^1]);
        }
        int code = ExitCode.Success;
        while (!rest.IsEmpty && code == ExitCode.Success)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            code = ReadLine(line, word, names, database, directory);
        }
        return code;
    }

    private readonly int ReadLine(
        ReadOnlySpan<byte> line, Span<byte> word, NameTable names, CompiledDatabase database, ReadOnlySpan<byte> directory)
    {
        ScriptLexer lexer = new(line, word);
        ScriptToken token = lexer.Next();
        if (token == ScriptToken.End)
        {
            return ExitCode.Success;
        }
        if (token != ScriptToken.Word)
        {
            return SyntaxError(line);
        }
        int code = FindService(lexer.Word, names, database, directory, out int service);
        if (code != ExitCode.Success)
        {
            return code;
        }
        token = lexer.Next();
        if (token == ScriptToken.Word && lexer.Word.SequenceEqual("->"u8))
        {
            token = lexer.Next();
            if (token != ScriptToken.Word)
            {
                return token == ScriptToken.End
                    ? Diagnostics.Fatal(ExitCode.Usage, "no new name behind -> in conversion file: "u8, line)
                    : SyntaxError(line);
            }
            Errno error = Keep(lexer.Word, service);
            if (error.Failed)
            {
                return Diagnostics.Unable(ExitCode.System, error, "read conversion file"u8);
            }
            token = lexer.Next();
        }
        if (token == ScriptToken.Word && lexer.Word.SequenceEqual("restart"u8))
        {
            _restarts[service] = true;
            token = lexer.Next();
        }
        return token == ScriptToken.End ? ExitCode.Success
            : token == ScriptToken.Word
                ? Diagnostics.Fatal(ExitCode.Usage, "unknown keyword in conversion file: "u8, lexer.Word)
                : SyntaxError(line);
    }

    private readonly int FindService(
        ReadOnlySpan<byte> name, NameTable names, CompiledDatabase database, ReadOnlySpan<byte> directory, out int service)
    {
        service = 0;
        Errno error = names.Find(name, out NumberList services);
        if (error == Errno.ENOENT)
        {
            PathBuffer text = new(stackalloc byte[Limits.PathLengthMax]);
            text.Append(directory);
            text.Append("/resolve.cdb: "u8);
            return Diagnostics.Fatal(DatabaseExit.NotFound, "unknown identifier in "u8, text.Text, name);
        }
        if (error.Failed)
        {
            return OpenDatabase.InvalidNames(directory);
        }
        if (services.Count != 1 || !database.Name(services.Service(0)).SequenceEqual(name))
        {
            PathBuffer text = new(stackalloc byte[Limits.PathLengthMax]);
            text.Append(" does not represent an atomic service in "u8);
            text.Append(directory);
            return Diagnostics.Fatal(UpdateExit.WrongType, "identifier "u8, name, text.Text);
        }
        service = services.Service(0);
        if (_isNamed[service])
        {
            return Diagnostics.Fatal(
                UpdateExit.Duplicate, "service "u8, name, " appears more than once in conversion file"u8);
        }
        _isNamed[service] = true;
        return ExitCode.Success;
    }

    /// <summary>The lexer's word is good for one token only.</summary>
    private readonly Errno Keep(ReadOnlySpan<byte> name, int service)
    {
        Errno error = ChainMemory.TryAllocateArray(name.Length + 1, out Span<byte> copy);
        if (error.IsNone)
        {
            name.CopyTo(copy);
            _newNames[service] = new TextReference(copy[..name.Length]);
        }
        return error;
    }

    private static int SyntaxError(ReadOnlySpan<byte> line) =>
        Diagnostics.Fatal(ExitCode.Usage, "syntax error in conversion file: "u8, line);
}
