using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Machine.Host;

/// <summary>
/// The file DIR/seed of rngseed. Two things must hold whenever the power fails: no seed is counted twice, and there is no
/// part of a seed. So the file is removed, and that is on the disk (fsync(2) of the directory), before the kernel gets
/// the seed; and a new seed is written under another name, is on the disk, and only then renamed.
/// </summary>
internal ref struct SeedFile
{
    private const uint Verbose = 2;
    private const uint ModeCreditable = 0x100;      // 0400
    private const uint ModeOther = 0x180;           // 0600
    private const uint OwnerMayWrite = 0x80;

    private readonly ReadOnlySpan<byte> _directoryZ;
    private readonly uint _verbosity;
    private PathBuffer _path;

    /// <summary>The buffer is for the file's path.</summary>
    public SeedFile(ReadOnlySpan<byte> directoryZ, Span<byte> buffer, uint verbosity)
    {
        _directoryZ = directoryZ;
        _verbosity = verbosity;
        _path = new PathBuffer(buffer);
        _path.Append(directoryZ[..^1]);
        _path.Append("/seed"u8);
    }

    private static ReadOnlySpan<byte> NameZ => "seed\0"u8;

    private static ReadOnlySpan<byte> NewNameZ => "seed.new\0"u8;

    /// <summary>Takes the seed out of the file and gives it to the kernel; an exit code.</summary>
    public readonly int GiveToKernel(bool credits)
    {
        Tell("reading seed from "u8, _path.Text);
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, _directoryZ);
        if (!directory.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, directory.Error, "open "u8, _path.Text);
        }
        Span<byte> seed = stackalloc byte[Limits.SeedLengthMax];
        int code = Take(directory.Value, seed, out int length, out bool isCreditable);
        Kernel.Close(directory.Value);
        if (code == ExitCode.Success)
        {
            if (credits && !isCreditable && _verbosity > 0)
            {
                Diagnostics.Warn(_path.Text, " was not marked as creditable"u8);
            }
            code = Give(seed[..length], credits && isCreditable);
        }
        seed.Clear();
        return code;
    }

    /// <summary>Waits until the kernel's random numbers are good; an exit code.</summary>
    public readonly int WaitForKernel()
    {
        Tell("waiting for the entropy pool to initialize"u8);
        Span<byte> one = stackalloc byte[1];
        Result<int> read = Kernel.ReadRandom(one, wait: true);
        return read.Ok ? ExitCode.Success : Diagnostics.Unable(ExitCode.System, read.Error, "getrandom"u8);
    }

    /// <summary>Puts a new seed into the file; an exit code.</summary>
    public readonly int Renew(bool marksCreditable)
    {
        Span<byte> buffer = stackalloc byte[Limits.SeedLengthMax];
        Span<byte> seed = buffer[..PoolLength()];
        TellBits("reading "u8, seed.Length, " bits of random to make the seed"u8);
        Result<int> read = Kernel.ReadRandom(seed, wait: false);
        // Up to 256 bytes come whole; more may be cut short by a signal.
        bool isGood = read.Ok && read.Value == seed.Length;
        if (!isGood)
        {
            Errno failure = ReadUnchecked(seed);
            if (failure.Failed)
            {
                return Diagnostics.Unable(ExitCode.System, failure, "read from "u8, "/dev/urandom"u8);
            }
        }
        if (!isGood && marksCreditable && _verbosity > 0)
        {
            Diagnostics.Warn("entropy pool not ready, "u8, _path.Text, " will not be creditable"u8);
        }
        Tell("writing seed to "u8, _path.Text);
        Errno error = Write(seed, isGood && marksCreditable);
        seed.Clear();
        return error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "write to "u8, _path.Text)
            : ExitCode.Success;
    }

    /// <summary>Reads the seed and removes the file, for good.</summary>
    private readonly int Take(Fd directory, Span<byte> seed, out int length, out bool isCreditable)
    {
        length = 0;
        isCreditable = false;
        Result<Fd> file = Kernel.Open(directory, NameZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!file.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, file.Error, "open "u8, _path.Text);
        }
        Result<int> read = ReadWhole(file.Value, seed);
        Result<FileStatus> status = Kernel.Stat(file.Value);
        Kernel.Close(file.Value);
        if (!read.Ok || !status.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, read.Ok ? status.Error : read.Error, "read from "u8, _path.Text);
        }
        if (read.Value == 0)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "empty "u8, _path.Text);
        }
        Errno error = Kernel.Unlink(directory, NameZ);
        error = error.IsNone ? Kernel.Synchronize(directory) : error;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "unlink "u8, _path.Text);
        }
        length = read.Value;
        isCreditable = (status.Value.Mode & OwnerMayWrite) == 0;
        return ExitCode.Success;
    }

    private readonly int Give(ReadOnlySpan<byte> seed, bool credits)
    {
        Result<Fd> random = Kernel.Open(Fd.CurrentDirectory, "/dev/urandom\0"u8, OpenFlags.O_RDONLY);
        if (!random.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, random.Error, "open "u8, "/dev/urandom"u8);
        }
        TellBits("seeding with "u8, seed.Length, credits ? " bits"u8 : " bits without crediting"u8);
        Errno error = Kernel.AddEntropy(random.Value, seed, credits ? seed.Length * 8 : 0);
        Kernel.Close(random.Value);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "seed"u8) : ExitCode.Success;
    }

    private readonly Errno Write(ReadOnlySpan<byte> seed, bool isCreditable)
    {
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, _directoryZ);
        if (!directory.Ok)
        {
            return directory.Error;
        }
        Errno error = WriteNew(directory.Value, seed, isCreditable ? ModeCreditable : ModeOther);
        error = error.IsNone ? Kernel.Rename(directory.Value, NewNameZ, NameZ) : error;
        if (error.Failed)
        {
            _ = Kernel.Unlink(directory.Value, NewNameZ);
        }
        else
        {
            error = Kernel.Synchronize(directory.Value);
        }
        Kernel.Close(directory.Value);
        return error;
    }

    private static Errno WriteNew(Fd directory, ReadOnlySpan<byte> seed, uint mode)
    {
        // What a run left that did not come to its end; its mode may be another.
        _ = Kernel.Unlink(directory, NewNameZ);
        Result<Fd> file = Kernel.Open(
            directory, NewNameZ, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, ModeOther);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = Output.WriteAll(file.Value, seed);
        error = error.IsNone ? Kernel.ChangeMode(file.Value, mode) : error;
        error = error.IsNone ? Kernel.Synchronize(file.Value) : error;
        Kernel.Close(file.Value);
        return error;
    }

    private static Result<int> ReadWhole(Fd file, Span<byte> buffer)
    {
        int length = 0;
        while (length < buffer.Length)
        {
            Result<int> read = Kernel.Read(file, buffer[length..]);
            if (!read.Ok)
            {
                return read;
            }
            if (read.Value == 0)
            {
                break;
            }
            length += read.Value;
        }
        return new Result<int>(length);
    }

    /// <summary>Random bytes as they are, be they good or not.</summary>
    private static Errno ReadUnchecked(Span<byte> seed)
    {
        Result<Fd> random = Kernel.Open(Fd.CurrentDirectory, "/dev/urandom\0"u8, OpenFlags.O_RDONLY);
        if (!random.Ok)
        {
            return random.Error;
        }
        Result<int> read = ReadWhole(random.Value, seed);
        Kernel.Close(random.Value);
        return read.Ok && read.Value < seed.Length ? Errno.EIO : read.Error;
    }

    /// <summary>Bytes of a seed: as many as the kernel says that it holds.</summary>
    private static int PoolLength()
    {
        Span<byte> text = stackalloc byte[Limits.DecimalLengthMax];
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, "/proc/sys/kernel/random/poolsize\0"u8, text);
        int length = read.Ok ? read.Value : 0;
        // What is no number is none.
        _ = Text.TryParse(SmallFile.FirstLine(text[..length]), out uint bits);
        return (int)Math.Min(Math.Max(bits / 8, Limits.SeedLengthMin), Limits.SeedLengthMax);
    }

    private readonly void TellBits(scoped ReadOnlySpan<byte> before, int length, scoped ReadOnlySpan<byte> behind)
    {
        PathBuffer text = new(stackalloc byte[Limits.NameLengthMax]);
        text.Append(before);
        text.Append((ulong)length * 8);
        text.Append(behind);
        Tell(text.Text);
    }

    private readonly void Tell(scoped ReadOnlySpan<byte> what, scoped ReadOnlySpan<byte> file = default)
    {
        if (_verbosity < Verbose)
        {
            return;
        }
        PathBuffer text = new(stackalloc byte[Limits.PathLengthMax + Limits.NameLengthMax]);
        text.Append(what);
        text.Append(file);
        Diagnostics.Info(text.Text);
    }
}
