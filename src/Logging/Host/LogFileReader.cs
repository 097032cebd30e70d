using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// The bytes of a log file, through the program that decompresses it where its first bytes say that it is compressed.
/// </summary>
internal struct LogFileReader
{
    private Fd _input;
    private Pid _child;
    private CompressedFormat _format;

    /// <summary>They come out of a decompressor.</summary>
    public readonly bool IsCompressed => _format != CompressedFormat.None;

    /// <summary>Begins with an open file, which stays the caller's. Where a decompressor is missing, it says so.</summary>
    public bool Open(Fd file, scoped ReadOnlySpan<byte> path, scoped ReadOnlySpan<byte> name, EnvironmentBlock environment)
    {
        Span<byte> start = stackalloc byte[CompressedFormats.MagicLength];
        Result<int> read = Kernel.ReadAt(file, start, 0);
        _input = file;
        _child = Pid.None;
        _format = read.Ok ? CompressedFormats.Detect(start[..read.Value]) : CompressedFormat.None;
        if (!IsCompressed)
        {
            return true;
        }
        ReadOnlySpan<byte> programZ = CompressedFormats.ProgramZ(_format);
        // Whoever looked at the file before may have moved in it.
        Errno error = Kernel.Seek(file, 0);
        if (error.IsNone)
        {
            error = Start(file, programZ, environment);
        }
        if (error.IsNone)
        {
            return true;
        }
        _format = CompressedFormat.None;
        _input = Fd.None;
        Tell(error, path, name, programZ[..^1]);
        return false;
    }

    /// <summary>Some bytes; 0 at the end of the file as it is now.</summary>
    public readonly Result<int> Read(Span<byte> buffer) => Kernel.Read(_input, buffer);

    /// <summary>
    /// Stops the decompressor, if there is one. atEnd: it is to have come to its end by itself; where it failed, it is told
    /// and the result is false.
    /// </summary>
    public bool Close(bool atEnd, scoped ReadOnlySpan<byte> path, scoped ReadOnlySpan<byte> name)
    {
        if (!IsCompressed)
        {
            return true;
        }
        Kernel.Close(_input);
        ReadOnlySpan<byte> program = CompressedFormats.ProgramZ(_format)[..^1];
        Result<ChildExit> exit = Kernel.WaitFor(_child, wait: true);
        _format = CompressedFormat.None;
        _input = Fd.None;
        if (!atEnd || (exit.Ok && exit.Value.Status.IsExited && exit.Value.Status.ExitCode == 0))
        {
            return true;
        }
        Tell(Errno.None, path, name, program);
        return false;
    }

    private static void Tell(Errno error, ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, ReadOnlySpan<byte> program)
    {
        PathBuffer file = new(stackalloc byte[Limits.PathLengthMax + Limits.NameLengthMax]);
        file.Append(path);
        file.Append("/"u8);
        file.Append(name);
        PathBuffer why = new(stackalloc byte[Limits.NameLengthMax]);
        why.Append(": "u8);
        why.Append(program);
        why.Append(error.IsNone ? " failed"u8 : error == Errno.ENOENT ? " is not in PATH"u8 : " cannot be run: "u8);
        if (error.Failed && error != Errno.ENOENT)
        {
            why.Append(Kernel.ErrorText(error));
        }
        Diagnostics.Warn("unable to decompress "u8, file.Text, why.Text);
    }

    private Errno Start(Fd file, ReadOnlySpan<byte> programZ, EnvironmentBlock environment)
    {
        Errno error = Kernel.Pipe(out Fd readEnd, out Fd writeEnd);
        if (error.Failed)
        {
            return error;
        }
        ArgumentList arguments = new(stackalloc nint[4]);
        arguments.Add(programZ);
        arguments.Add("-dc\0"u8);
        Span<DescriptorMove> moves = stackalloc DescriptorMove[2];
        moves[0] = new DescriptorMove(file, Fd.StandardInput.Value);
        moves[1] = new DescriptorMove(writeEnd, Fd.StandardOutput.Value);
        SpawnRequest request = new()
        {
            PathZ = programZ,
            Arguments = arguments.Arguments,
            Environment = environment,
            Descriptors = moves,
        };
        Result<Pid> child = Kernel.Spawn(request);
        Kernel.Close(writeEnd);
        if (!child.Ok)
        {
            Kernel.Close(readEnd);
            return child.Error;
        }
        _child = child.Value;
        _input = readEnd;
        return Errno.None;
    }
}
