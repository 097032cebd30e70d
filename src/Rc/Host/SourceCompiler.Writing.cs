using System;
using System.Buffers.Binary;
using Sestet.Base;
using Sestet.Cdb.Host;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <content>
/// Writes the compiled database: into a directory of its own beside the place it is to have, which gets its name when all is
/// there.
/// </content>
internal ref partial struct SourceCompiler
{
    private const int NewFile = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;
    private const uint FileModeBits = 0x1b6;        // 0666
    private const uint SettingModeBits = 0x1a4;     // 0644
    private const uint DirectoryModeBits = 0x1ed;   // 0755

    /// <summary>The modes that the reference gives to files, some of them whatever the umask says.</summary>
    private enum Mode
    {
        Data,
        Setting,
        Number,
        Program,
        Script,
    }

    /// <summary>Writes everything, or nothing.</summary>
    public int Write(ReadOnlySpan<byte> destinationZ)
    {
        ReadOnlySpan<byte> destination = destinationZ[..^1];
        if (_options.Verbosity >= 2)
        {
            Diagnostics.Info("writing compiled information to "u8, destination);
        }
        Errno error = ChainMemory.TryAllocateArray(Limits.PathLengthMax, out Span<byte> memory);
        error = error.IsNone ? ChainMemory.TryAllocateArray(Limits.CompilerBufferLength, out _buffer) : error;
        if (error.Failed)
        {
            return OutOfMemory(error);
        }
        _umask = Kernel.SetUmask(0);
        _ = Kernel.SetUmask(_umask);
        PathBuffer path = new(memory);
        AppendTemporary(ref path, destination);
        error = path.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
        error = error.IsNone && Kernel.StatLink(Fd.CurrentDirectory, destinationZ).Ok ? Errno.EEXIST : error;
        error = error.IsNone ? Kernel.MakeDirectory(Fd.CurrentDirectory, path.TextZ, DirectoryModeBits) : error;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "mkdir "u8, destination);
        }
        int code = Fill(path.TextZ);
        if (code == ExitCode.Success)
        {
            error = Kernel.Rename(Fd.CurrentDirectory, path.TextZ, destinationZ);
            code = error.Failed
                ? Diagnostics.Unable(ExitCode.System, error, "rename "u8, path.Text, " to "u8, destination)
                : code;
        }
        if (code != ExitCode.Success)
        {
            error = DirectoryTree.Remove(path.TextZ);
            if (error.Failed)
            {
                Diagnostics.WarnUnable(error, "remove "u8, path.Text);
            }
        }
        return code;
    }

    /// <summary>A name beside the destination that nobody else takes.</summary>
    private static void AppendTemporary(scoped ref PathBuffer path, ReadOnlySpan<byte> destination)
    {
        while (destination.Length > 1 && destination[^1] == '/')
        {
            destination = destination[..^1];
        }
        path.Append(destination);
        path.Append(":s6-rc-compile"u8);
        UniqueName.Append(ref path);
    }

    private int Fill(ReadOnlySpan<byte> pathZ)
    {
        _path = pathZ[..^1];
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, pathZ);
        if (!directory.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, directory.Error, "open "u8, _path);
        }
        _destination = directory.Value;
        int code = WriteFile(_destination, "lock\0"u8, default, Mode.Setting);
        code = code == ExitCode.Success ? WriteCounts() : code;
        code = code == ExitCode.Success ? WriteNames() : code;
        code = code == ExitCode.Success ? WriteServices() : code;
        code = code == ExitCode.Success ? WriteServiceDirectories() : code;
        Kernel.Close(_destination);
        return code;
    }

    private int WriteCounts()
    {
        int words = 0;
        int producers = 0;
        foreach (int index in _atomic.Items)
        {
            Definition definition = _table.Items[index];
            producers += definition.Producers.Count;
            words += definition.Kind == DefinitionKind.Oneshot
                ? definition.Down.Words + definition.Up.Words + definition.Reload.Words + CompiledDatabase.ScriptKinds
                : 0;
        }
        DatabaseCounts counts = new(
            ServiceCount - _longruns, _longruns, _table.Texts.Length, words, _direct.Count, producers);
        Span<byte> n = stackalloc byte[DatabaseCounts.Length];
        counts.Write(n);
        return WriteFile(_destination, "n\0"u8, n, Mode.Data);
    }

    /// <summary>resolve.cdb: what each name stands for.</summary>
    private int WriteNames()
    {
        Result<Fd> file = Kernel.Open(_destination, "resolve.cdb\0"u8, NewFile, FileModeBits);
        Errno error = file.Error;
        if (file.Ok)
        {
            CdbWriter writer = new(file.Value, _buffer);
            error = writer.Begin();
            // In the order that the reference lists them in.
            for (int i = ServiceCount - 1; i >= 0 && error.IsNone; i--)
            {
                error = AddName(ref writer, _atomic.Items[i], [i]);
            }
            for (int i = _defined.Count - 1; i >= 0 && error.IsNone; i--)
            {
                int index = _defined.Items[i];
                Definition definition = _table.Items[index];
                if (definition.Kind == DefinitionKind.Bundle)
                {
                    error = AddName(ref writer, index, _members.Items.Slice(definition.Members.First, definition.Members.Count));
                }
            }
            error = error.IsNone ? writer.Finish() : error;
            Kernel.Close(file.Value);
        }
        return error.Failed ? UnableToWrite("resolve.cdb"u8, error) : ExitCode.Success;
    }

    private Errno AddName(scoped ref CdbWriter writer, int index, scoped ReadOnlySpan<int> numbers)
    {
        _file.Truncate(0);
        Errno error = _file.Reserve(numbers.Length * NumberList.NumberLength);
        if (error.Failed)
        {
            return error;
        }
        foreach (int number in numbers)
        {
            BinaryPrimitives.WriteUInt32BigEndian(_file.AddZeroed(NumberList.NumberLength), (uint)number);
        }
        return writer.Add(_table.Name(index), _file.Items);
    }

    /// <summary>db: see CompiledDatabase.</summary>
    private int WriteServices()
    {
        Result<Fd> file = Kernel.Open(_destination, "db\0"u8, NewFile, FileModeBits);
        Errno error = file.Error;
        if (file.Ok)
        {
            Output output = new(file.Value, _buffer);
            output.Write(CompiledDatabase.Begin);
            output.Write(_table.Texts);
            WriteNumbers(ref output, _reverse.Items);
            WriteNumbers(ref output, _direct.Items);
            foreach (int index in _atomic.Items[.._longruns])
            {
                ListPart producers = _table.Items[index].Producers;
                for (int i = 0; i < producers.Count; i++)
                {
                    WriteNumber(ref output, _table.Items[_mentions.Items[producers.First + i]].Number);
                }
            }
            int firstProducer = 0;
            for (int i = 0; i < ServiceCount; i++)
            {
                WriteService(ref output, i, ref firstProducer);
            }
            output.Write(CompiledDatabase.End);
            output.Flush();
            error = output.Error;
            Kernel.Close(file.Value);
        }
        return error.Failed ? UnableToWrite("db"u8, error) : ExitCode.Success;
    }

    private readonly void WriteService(scoped ref Output output, int service, scoped ref int firstProducer)
    {
        Definition definition = _table.Items[_atomic.Items[service]];
        WriteNumber(ref output, definition.Name.Start);
        WriteNumber(ref output, (int)definition.Flags);
        // Timeouts may have all 32 bits.
        WriteNumber(ref output, unchecked((int)definition.TimeoutDownMs));
        WriteNumber(ref output, unchecked((int)definition.TimeoutUpMs));
        WriteNumber(ref output, Reverse(service).Length);
        WriteNumber(ref output, Direct(service).Length);
        WriteNumber(ref output, _reverseFirst.Items[service]);
        WriteNumber(ref output, _directFirst.Items[service]);
        if (service < _longruns)
        {
            int consumer = definition.ConsumerPlusOne;
            WriteNumber(ref output, consumer == 0 ? _longruns : _table.Items[consumer - 1].Number);
            WriteNumber(ref output, definition.Producers.Count);
            WriteNumber(ref output, firstProducer);
            firstProducer += definition.Producers.Count;
        }
        else
        {
            WriteScript(ref output, definition.Down);
            WriteScript(ref output, definition.Up);
            WriteScript(ref output, definition.Reload);
        }
        output.Write([CompiledDatabase.RecordEnd]);
    }

    private static void WriteScript(scoped ref Output output, ScriptPart script)
    {
        WriteNumber(ref output, script.Words);
        WriteNumber(ref output, script.Start);
    }

    private static void WriteNumbers(scoped ref Output output, ReadOnlySpan<int> numbers)
    {
        foreach (int number in numbers)
        {
            WriteNumber(ref output, number);
        }
    }

    private static void WriteNumber(scoped ref Output output, int number)
    {
        Span<byte> bytes = stackalloc byte[NumberList.NumberLength];
        // Its bits: see the timeouts.
        BinaryPrimitives.WriteUInt32BigEndian(bytes, unchecked((uint)number));
        output.Write(bytes);
    }

    private readonly int WriteFile(Fd directory, ReadOnlySpan<byte> nameZ, ReadOnlySpan<byte> content, Mode mode)
    {
        uint bits = mode switch
        {
            Mode.Data => FileModeBits,
            Mode.Setting or Mode.Number => SettingModeBits,
            Mode.Program or Mode.Script or _ => DirectoryModeBits,
        };
        bool isMasked = mode is not (Mode.Number or Mode.Script);
        Result<Fd> file = Kernel.Open(directory, nameZ, NewFile, bits);
        Errno error = file.Error;
        if (file.Ok)
        {
            error = content.IsEmpty ? Errno.None : Output.WriteAll(file.Value, content);
            error = error.IsNone && !isMasked && (_umask & bits) != 0 ? Kernel.ChangeMode(file.Value, bits) : error;
            Kernel.Close(file.Value);
        }
        return error.Failed ? UnableToWrite(nameZ[..^1], error) : ExitCode.Success;
    }

    private readonly int UnableToWrite(ReadOnlySpan<byte> name, Errno error) =>
        Diagnostics.Unable(ExitCode.System, error, "write "u8, name, " of "u8, _path);
}
