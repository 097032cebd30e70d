using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// Variables from the files of a directory, as s6-envdir reads them: a file's name is the variable's, and its first line,
/// or all of it, the value. Names that begin with a dot or hold a "=" are left out, and an empty file unsets.
/// </summary>
internal readonly struct EnvironmentDirectory
{
    private readonly Fd _directory;

    public EnvironmentDirectory(Fd directory)
    {
        Assert.That(directory.IsOpen);
        _directory = directory;
        WholeFile = false;
        KeepTrailing = false;
        Unlimited = false;
        NullBecomes = (byte)'\n';
    }

    /// <summary>The value is the whole file, not its first line.</summary>
    public bool WholeFile { get; init; }

    /// <summary>
    /// Blanks at the end of the line stay, or the newline at the end of the file. The reference takes carriage returns
    /// for blanks, too.
    /// </summary>
    public bool KeepTrailing { get; init; }

    /// <summary>
    /// No limit but Limits.VariableLengthMax; else Limits.VariableReadLength bytes of a file are read.
    /// </summary>
    public bool Unlimited { get; init; }

    /// <summary>What a NUL byte becomes, which a variable cannot hold.</summary>
    public byte NullBecomes { get; init; }

    /// <summary>
    /// Sets and unsets the variables. E2BIG: a value is longer than Limits.VariableLengthMax. On an error some are done,
    /// and the environment is of no use.
    /// </summary>
    public Errno Apply(ref EnvironmentEditor environment)
    {
        DirectoryReader names = new(_directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (TryOpenNext(ref names, out ReadOnlySpan<byte> name, out Result<Fd> file))
        {
            Errno error = file.Ok ? ReadVariable(file.Value, name, ref environment) : file.Error;
            if (file.Ok)
            {
                Kernel.Close(file.Value);
            }
            if (error.Failed)
            {
                return error;
            }
        }
        return names.Error.Failed ? names.Error : environment.Error;
    }

    /// <summary>Writes down what Apply would do. E2BIG: there is more than there is room for.</summary>
    public Errno Record(scoped ref EnvironmentChanges changes)
    {
        Assert.That(!Unlimited);
        DirectoryReader names = new(_directory, stackalloc byte[Limits.DirectoryBufferLength]);
        Span<byte> start = stackalloc byte[Limits.VariableReadLength];
        while (TryOpenNext(ref names, out ReadOnlySpan<byte> name, out Result<Fd> file))
        {
            int length = 0;
            Errno error = file.Ok ? Fill(file.Value, start, 0, out length, out _) : file.Error;
            if (file.Ok)
            {
                Kernel.Close(file.Value);
            }
            if (error.Failed)
            {
                return error;
            }
            if (length == 0)
            {
                changes.Unset(name);
            }
            else
            {
                changes.Set(name, Trim(start[..length]));
            }
        }
        return names.Error.IsNone && changes.Overflowed ? Errno.E2BIG : names.Error;
    }

    /// <summary>Opens the next file that is a variable's.</summary>
    private bool TryOpenNext(scoped ref DirectoryReader names, out ReadOnlySpan<byte> name, out Result<Fd> file)
    {
        name = default;
        file = default;
        while (names.Next(out ReadOnlySpan<byte> nameZ))
        {
            if (nameZ[0] == '.' || nameZ.Contains((byte)'='))
            {
                continue;
            }
            name = new TextReference(nameZ[..^1]).Text;
            file = Kernel.Open(_directory, nameZ, OpenFlags.O_RDONLY);
            if (file.Error == Errno.ENOENT)
            {
                // A name without a file is not a directory that is missing, which -I forgives.
                file = new Result<Fd>(Errno.EIDRM);
            }
            return true;
        }
        return false;
    }

    private Errno ReadVariable(Fd file, scoped ReadOnlySpan<byte> name, ref EnvironmentEditor environment)
    {
        Span<byte> start = stackalloc byte[Limits.VariableReadLength];
        Errno error = Fill(file, start, 0, out int length, out bool complete);
        if (error.Failed)
        {
            return error;
        }
        if (length == 0)
        {
            environment.Unset(name);
            return environment.Error;
        }
        if (!complete && Unlimited)
        {
            return ReadLongVariable(file, name, start, ref environment);
        }
        environment.Set(name, Trim(start[..length]));
        return environment.Error;
    }

    /// <summary>
    /// Goes on with a file whose start did not tell the whole value, in memory that grows, where it then stays.
    /// </summary>
    private Errno ReadLongVariable(
        Fd file, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> start, ref EnvironmentEditor environment)
    {
        int valueAt = name.Length + 1;
        Errno error = ChainMemory.TryMap(Limits.ChainMemoryMapLength, out MemoryRegion memory);
        if (error.Failed)
        {
            return error;
        }
        name.CopyTo(memory.Bytes);
        memory.Bytes[name.Length] = (byte)'=';
        start.CopyTo(memory.Bytes[valueAt..]);
        int length = start.Length;
        // The room between is for the value and its NUL.
        error = Fill(file, memory.Bytes[valueAt..^1], length, out length, out bool complete);
        while (error.IsNone && !complete)
        {
            if (memory.Length >= Limits.VariableLengthMax)
            {
                return Errno.E2BIG;
            }
            Result<MemoryRegion> more = Kernel.ResizeMemory(memory, memory.Length * 2);
            if (!more.Ok)
            {
                return more.Error;
            }
            memory = more.Value;
            error = Fill(file, memory.Bytes[valueAt..^1], length, out length, out complete);
        }
        if (error.IsNone)
        {
            int end = valueAt + Trim(memory.Bytes.Slice(valueAt, length)).Length;
            memory.Bytes[end] = 0;
            environment.SetDefinition(memory.Slice(0, end + 1), name.Length);
            error = environment.Error;
        }
        return error;
    }

    /// <summary>
    /// Reads on behind the bytes that are there until the buffer is full or the value is complete: at the end of the
    /// file, or with the end of its first line.
    /// </summary>
    private Errno Fill(Fd file, Span<byte> buffer, int there, out int length, out bool complete)
    {
        length = there;
        complete = false;
        while (length < buffer.Length)
        {
            Result<int> read = Kernel.Read(file, buffer[length..]);
            if (!read.Ok)
            {
                return read.Error;
            }
            ReadOnlySpan<byte> added = buffer.Slice(length, read.Value);
            length += read.Value;
            if (read.Value == 0 || (!WholeFile && added.Contains((byte)'\n')))
            {
                complete = true;
                break;
            }
        }
        return Errno.None;
    }

    /// <summary>The value in what was read, its NUL bytes replaced.</summary>
    private Span<byte> Trim(Span<byte> value)
    {
        if (WholeFile)
        {
            bool newline = !value.IsEmpty && value[^1] == '\n';
            value = newline && !KeepTrailing ? value[..^1] : value;
        }
        else
        {
            int newline = ((ReadOnlySpan<byte>)value).IndexOf((byte)'\n');
            value = newline < 0 ? value : value[..newline];
            while (!KeepTrailing && !value.IsEmpty && value[^1] is (byte)' ' or (byte)'\t' or (byte)'\r')
            {
                value = value[..^1];
            }
        }
        ReplaceNulls(value);
        return value;
    }

    private void ReplaceNulls(Span<byte> value)
    {
        Assert.That(NullBecomes != 0);
        ReadOnlySpan<byte> rest = value;
        for (int at = rest.IndexOf((byte)0); at >= 0; at = rest.IndexOf((byte)0))
        {
            value[at] = NullBecomes;
            value = value[(at + 1)..];
            rest = value;
        }
    }
}
