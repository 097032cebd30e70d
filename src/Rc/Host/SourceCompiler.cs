using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// Reads directories of service definitions (s6-rc-compile.html, "Source format") and makes a compiled database of them. First
/// AddSource for each, then Resolve, then Write. Each gives 0, or an exit code, and has printed what is wrong.
/// </summary>
internal ref partial struct SourceCompiler
{
    /// <summary>The numbers of the services that every database has, and the definitions they come from.</summary>
    public const int OneshotRunner = 0;
    public const int FdHolder = 1;

    private readonly CompilerOptions _options;
    private readonly EnvironmentBlock _environment;
    private readonly Arguments _sources;
    private DefinitionTable _table;
    private GrowingList<int> _mentions;
    private GrowingList<byte> _names;
    private GrowingList<TextPart> _order;
    private GrowingList<byte> _word;

    /// <summary>What the directories define, in their order.</summary>
    private GrowingList<int> _defined;

    /// <summary>The definition of each number: longruns first, then oneshots.</summary>
    private GrowingList<int> _atomic;
    private int _longruns;

    /// <summary>What bundles stand for.</summary>
    private GrowingList<int> _members;

    /// <summary>Dependencies of all services, and where each one's begin; there is one place more than services.</summary>
    private GrowingList<int> _direct;
    private GrowingList<int> _directFirst;
    private GrowingList<int> _reverse;
    private GrowingList<int> _reverseFirst;

    /// <summary>For each number who has had it last, so that nobody has it twice.</summary>
    private GrowingList<int> _taken;
    private GrowingList<int> _stack;

    /// <summary>The file that was read last.</summary>
    private GrowingList<byte> _file;

    /// <summary>The directory that is being written, its path, and a buffer for its files.</summary>
    private Fd _destination;
    private Fd _serviceDirectories;
    private uint _umask;
    private ReadOnlySpan<byte> _path;
    private Span<byte> _buffer;

    public SourceCompiler(in CompilerOptions options, Arguments sources, EnvironmentBlock environment)
    {
        this = default;
        _options = options;
        _sources = sources;
        _environment = environment;
    }

    private static ReadOnlySpan<byte> OneshotRunnerName => "s6rc-oneshot-runner"u8;

    private static ReadOnlySpan<byte> FdHolderName => "s6rc-fdholder"u8;

    /// <summary>Enters what every database has.</summary>
    public int Begin()
    {
        int code = Define(OneshotRunnerName, out int runner);
        code = code == ExitCode.Success ? Define(FdHolderName, out int holder) : code;
        Assert.That(code != ExitCode.Success || (runner == OneshotRunner && _table.Count == FdHolder + 1));
        return code;
    }

    /// <summary>All definitions of a source directory, in the order of their names.</summary>
    public int AddSource(int source)
    {
        ReadOnlySpan<byte> sourceZ = _sources.AtZ(source);
        if (_options.Verbosity >= 2)
        {
            Diagnostics.Info("adding sources from "u8, sourceZ[..^1]);
        }
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, sourceZ);
        if (!directory.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, directory.Error, "opendir "u8, sourceZ[..^1]);
        }
        int code = ReadNames(directory.Value, sourceZ[..^1]);
        int found = 0;
        for (int i = 0; i < _order.Count && code == ExitCode.Success; i++)
        {
            TextPart part = _order.Items[i];
            code = AddDefinition(directory.Value, source, part, ref found);
        }
        Kernel.Close(directory.Value);
        if (code == ExitCode.Success && found == 0 && _options.Verbosity > 0)
        {
            Diagnostics.Warn("source "u8, sourceZ[..^1], " is empty"u8);
        }
        return code;
    }

    private int Define(ReadOnlySpan<byte> name, out int index)
    {
        Errno error = _table.Enter(name, out index);
        if (error.Failed)
        {
            return OutOfMemory(error);
        }
        _table.Items[index].Kind = DefinitionKind.Longrun;
        _table.Items[index].Source = Internal;
        _table.Items[index].Flags = ServiceFlags.Essential;
        return NoteDefined(index);
    }

    private int NoteDefined(int index)
    {
        Errno error = _defined.Reserve(1);
        if (error.Failed)
        {
            return OutOfMemory(error);
        }
        _defined.Add(index);
        return ExitCode.Success;
    }

    /// <summary>The names in a directory, but for those that begin with a dot, sorted.</summary>
    private int ReadNames(Fd directory, ReadOnlySpan<byte> path)
    {
        _names.Truncate(0);
        _order.Truncate(0);
        DirectoryReader reader = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (reader.Next(out ReadOnlySpan<byte> nameZ))
        {
            if (nameZ[0] == '.')
            {
                continue;
            }
            Errno error = _names.Reserve(nameZ.Length);
            error = error.IsNone ? _order.Reserve(1) : error;
            if (error.Failed)
            {
                return OutOfMemory(error);
            }
            _order.Add(new TextPart { Start = _names.Count, Length = nameZ.Length - 1 });
            _names.Add(nameZ);
        }
        if (reader.Error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, reader.Error, "readdir "u8, path);
        }
        HeapSort.Sort(_order.Items, new NameOrder(_names.Items));
        return ExitCode.Success;
    }

    /// <summary>A name that users may give to a service, or mention: its index in the table.</summary>
    private int EnterName(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> where, out int index)
    {
        index = 0;
        if (name.StartsWith("s6rc-"u8) || name.StartsWith("s6-rc-"u8))
        {
            SourceMessage message = new(stackalloc byte[SourceMessage.Length]);
            message.Add("in "u8, where, ": identifier "u8, name, " starts with reserved prefix"u8);
            return message.Print();
        }
        Errno error = _table.Enter(name, out index);
        return error.Failed ? OutOfMemory(error) : ExitCode.Success;
    }

    private static int OutOfMemory(Errno error) => Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8);
}
