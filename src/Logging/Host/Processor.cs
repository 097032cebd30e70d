using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Logging.Host;

/// <summary>The program that a logdir's rotated files go through (s6-log.html, "Processors").</summary>
internal struct Processor
{
    private const uint ModeFile = 0x1b6;    // 0666
    private const int DescriptorCount = 4;
    private const int Create = OpenFlags.O_CREAT;
    private const int Write = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;

    private readonly TextReference _textZ;
    private readonly EnvironmentBlock _environment;
    private readonly bool _isShell;

    public Processor(in LogdirSettings settings, EnvironmentBlock environment)
    {
        Assert.That(settings.ProcessorZ.Text.IsEmpty || settings.ProcessorZ.Text[^1] == 0);
        this = default;
        _textZ = settings.ProcessorZ;
        _environment = environment;
        _isShell = settings.ProcessorIsShell;
    }

    /// <summary>The child that is at work; Pid.None between the rotations.</summary>
    public Pid Pid { get; private set; }

    /// <summary>
    /// Starts it in the logdir: previous is its stdin and processed its stdout; it reads state on 4 and writes newstate on 5.
    /// A state that somebody has removed is an empty one.
    /// </summary>
    public Errno Start(Fd directory)
    {
        Assert.That(Pid.IsNone && _textZ.Text.Length > 1);
        Span<DescriptorMove> moves = stackalloc DescriptorMove[DescriptorCount];
        int count = 0;
        Errno error = Open(directory, LogdirFile.Previous, OpenFlags.O_RDONLY, 0, moves, ref count);
        error = error.Failed ? error : Open(directory, LogdirFile.Processed, Write, 1, moves, ref count);
        error = error.Failed ? error : Open(directory, LogdirFile.State, OpenFlags.O_RDONLY | Create, 4, moves, ref count);
        error = error.Failed ? error : Open(directory, LogdirFile.NewState, Write, 5, moves, ref count);
        if (error.IsNone)
        {
            error = Spawn(directory, moves);
        }
        for (int i = 0; i < count; i++)
        {
            Kernel.Close(moves[i].From);
        }
        return error;
    }

    /// <summary>The child has ended, and its end was taken note of.</summary>
    public void Forget()
    {
        Assert.That(!Pid.IsNone);
        Pid = Pid.None;
    }

    private Errno Spawn(Fd directory, ReadOnlySpan<DescriptorMove> moves)
    {
        ArgumentList arguments = new(stackalloc nint[4]);
        arguments.Add(_isShell ? "/bin/sh\0"u8 : "execlineb\0"u8);
        arguments.Add(_isShell ? "-c\0"u8 : "-Pc\0"u8);
        arguments.Add(_textZ.Text);
        SpawnRequest request = new()
        {
            PathZ = _isShell ? "/bin/sh\0"u8 : "execlineb\0"u8,
            Arguments = arguments.Arguments,
            Environment = _environment,
            Descriptors = moves,
            Directory = directory,
        };
        Result<Pid> child = Kernel.Spawn(request);
        Pid = child.Ok ? child.Value : Pid.None;
        return child.Error;
    }

    private static Errno Open(
        Fd directory, LogdirFile file, int flags, int number, Span<DescriptorMove> moves, ref int count)
    {
        Result<Fd> opened = Kernel.Open(directory, LogdirFileNames.NameZ(file), flags, ModeFile);
        if (opened.Ok)
        {
            moves[count++] = new DescriptorMove(opened.Value, number);
        }
        return opened.Error;
    }
}
