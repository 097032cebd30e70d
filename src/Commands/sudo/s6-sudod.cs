using System;
using System.Buffers.Binary;
using Sestet.Base;
using Sestet.Cli;
using Sestet.FdHolder;
using Sestet.FdHolder.Host;
using Sestet.Linux;
using Sestet.Sudo;
using Sestet.Sudo.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Runs a program for the s6-sudoc at the other end of a connection (s6-sudod.html).</summary>
internal struct S6Sudod : ICommand
{
    private struct Settings
    {
        public bool NoInput;
        public bool NoOutput;
        public bool OwnError;
        public bool Detaches;
        public uint TimeoutMs;
    }

    public static ReadOnlySpan<byte> Name => "s6-sudod"u8;

    public static ReadOnlySpan<byte> Usage => "s6-sudod [ -0 ] [ -1 ] [ -2 ] [ -d ] [ -t timeout ] args..."u8;

    public static ReadOnlySpan<byte> Options => "012dt:"u8;

    public static ReadOnlySpan<byte> Help => """
        Receives arguments, environment variables and standard input, output and error from an s6-sudoc, through the
        connection on its descriptors 0 and 1. It runs args, the client's arguments behind them, and tells the client how the
        program ended. The program has s6-sudod's environment, in which variables that are empty get the client's values.

          -0     standard input is /dev/null, not the client's
          -1     standard output is /dev/null, not the client's
          -2     standard error is that of s6-sudod, not the client's
          -d     all three; and the program runs on when the client goes
          -t MS  give up when the client has not sent all within that time; 0, the default, is never

        Exits 0; 1 where the client has gone, and then the program gets SIGTERM and SIGCONT; 100 on wrong usage
        or a wrong message; 111 where something failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Settings settings = default;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'0':
                    settings.NoInput = true;
                    break;
                case (byte)'1':
                    settings.NoOutput = true;
                    break;
                case (byte)'2':
                    settings.OwnError = true;
                    break;
                case (byte)'d':
                    settings = new Settings
                    {
                        NoInput = true,
                        NoOutput = true,
                        OwnError = true,
                        Detaches = true,
                        TimeoutMs = settings.TimeoutMs,
                    };
                    break;
                case (byte)'t' when HolderClientCommand.TryReadNumber(options, out settings.TimeoutMs):
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        return Outcome.Exit(Serve(options.Rest, invocation.Environment, settings));
    }

    private static int Serve(Arguments words, EnvironmentBlock environment, in Settings settings)
    {
        // A client that has gone is an error to tell, not a death without a word.
        Kernel.BlockPipeSignal();
        Result<int> greeted = Kernel.Write(Fd.StandardOutput, SudoRequest.Greeting);
        if (!greeted.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, greeted.Error, "greet client"u8);
        }
        HolderConnection connection = new(
            stackalloc byte[Limits.HolderAnswerLength], stackalloc Fd[SudoRequest.DescriptorCount])
        {
            LengthMax = Limits.SudoRequestLengthMax,
        };
        connection.Adopt(Fd.StandardInput, SudoPeer.DeadlineIn(settings.TimeoutMs));
        Errno error = connection.Receive(out ReadOnlySpan<byte> message, out ReadOnlySpan<Fd> descriptors);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read message from client"u8);
        }
        if (descriptors.Length != SudoRequest.DescriptorCount)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "client did not send 3 fds"u8);
        }
        if (!SudoRequest.TryParse(message, out SudoRequest request))
        {
            return Diagnostics.Fatal(ExitCode.Usage, "wrong client message"u8);
        }
        if (words.Count + request.ArgumentCount == 0)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "client and server args both empty"u8);
        }
        EnvironmentEditor editor = new(environment);
        FillIn(request.Variables, ref editor);
        error = editor.Error.Failed ? editor.Error : TryJoin(words, request, out words);
        return error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8)
            : Spawn(words, editor.Block, descriptors, settings);
    }

    /// <summary>Variables that are empty here get the client's values.</summary>
    private static void FillIn(scoped ReadOnlySpan<byte> variables, ref EnvironmentEditor environment)
    {
        while (!variables.IsEmpty)
        {
            int end = variables.IndexOf((byte)0);
            ReadOnlySpan<byte> variable = variables[..end];
            variables = variables[(end + 1)..];
            int equals = variable.IndexOf((byte)'=');
            if (equals <= 0 || equals + 1 == variable.Length)
            {
                continue;
            }
            if (environment.Block.TryGet(variable[..equals], out ReadOnlySpan<byte> valueZ) && valueZ.Length == 1)
            {
                environment.Set(variable[..equals], variable[(equals + 1)..]);
            }
        }
    }

    /// <summary>The server's words, and the client's behind them, which stay where they were received.</summary>
    private static Errno TryJoin(Arguments words, scoped in SudoRequest request, out Arguments joined)
    {
        joined = default;
        Errno error = ChainMemory.TryAllocateArray(words.Count + request.ArgumentCount + 1, out Span<nint> slots);
        if (error.Failed)
        {
            return error;
        }
        ArgumentList list = new(slots);
        list.Add(words);
        ReadOnlySpan<byte> rest = request.Arguments;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)0) + 1;
            list.Add(rest[..end]);
            rest = rest[end..];
        }
        joined = list.Arguments;
        return Errno.None;
    }

    private static int Spawn(
        Arguments words, EnvironmentBlock environment, ReadOnlySpan<Fd> descriptors, in Settings settings)
    {
        Fd nothing = Fd.None;
        if (settings.NoInput || settings.NoOutput)
        {
            Result<Fd> opened = Kernel.Open(Fd.CurrentDirectory, "/dev/null\0"u8, OpenFlags.O_RDWR);
            if (!opened.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, opened.Error, "open /dev/null"u8);
            }
            nothing = opened.Value;
        }
        Result<Fd> signals = Kernel.OpenSignals(SignalSet.Empty.With(Signal.SIGCHLD).Bits);
        if (!signals.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, signals.Error, "trap SIGCHLD"u8);
        }
        ReadOnlySpan<Fd> streams =
        [
            settings.NoInput ? nothing : descriptors[0],
            settings.NoOutput ? nothing : descriptors[1],
            settings.OwnError ? Fd.StandardError : descriptors[2],
        ];
        Result<Pid> child = Start(
            words, environment, streams, [descriptors[0], descriptors[1], descriptors[2], signals.Value, nothing]);
        if (!child.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, child.Error, "spawn "u8, words[0]);
        }
        // Whoever reads from the program must see its end.
        foreach (Fd descriptor in descriptors)
        {
            Kernel.Close(descriptor);
        }
        Result<int> told = Kernel.Write(Fd.StandardOutput, "\0"u8);
        return told.Ok || settings.Detaches
            ? WaitFor(child.Value, signals.Value, settings.Detaches)
            : Abandon(child.Value);
    }

    /// <summary>One that begins with a command of this suite, such as s6-rc-oneshot-run, needs no execve.</summary>
    private static Result<Pid> Start(
        Arguments words, EnvironmentBlock environment, scoped ReadOnlySpan<Fd> streams, scoped ReadOnlySpan<Fd> others)
    {
        int command = Chain.FindOwn(words, environment);
        if (command >= 0)
        {
            return ForkedChild.Start(command, words, environment, streams, others);
        }
        SpawnRequest request = new()
        {
            PathZ = words.AtZ(0),
            Arguments = words,
            Environment = environment,
            Descriptors =
            [
                new DescriptorMove(streams[0], 0), new DescriptorMove(streams[1], 1), new DescriptorMove(streams[2], 2),
            ],
        };
        return Kernel.Spawn(request);
    }

    private static int WaitFor(Pid child, Fd signals, bool detaches)
    {
        // Only that the client has gone is of interest, which is always told.
        PollDescriptor client = new() { Descriptor = detaches ? -1 : Fd.StandardInput.Value };
        Span<PollDescriptor> polls = [PollDescriptor.ForReading(signals), client];
        Span<SignalInfo> infos = stackalloc SignalInfo[1];
        while (true)
        {
            Result<int> ready = Kernel.Poll(polls, -1);
            if (!ready.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, ready.Error, "poll"u8);
            }
            if (polls[0].Returned != 0)
            {
                _ = Kernel.ReadSignals(signals, infos);
                Result<ChildExit> exit = Kernel.WaitFor(child, wait: false);
                if (exit.Ok && exit.Value.Pid.Value == child.Value)
                {
                    return Tell(exit.Value.Status, detaches);
                }
            }
            else if (polls[1].Returned != 0)
            {
                return Abandon(child);
            }
        }
    }

    private static int Tell(WaitStatus status, bool detaches)
    {
        Span<byte> bytes = stackalloc byte[SudoRequest.StatusLength];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)status.Bits);
        Result<int> told = Kernel.Write(Fd.StandardOutput, bytes);
        return told.Ok || detaches
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, told.Error, "send status to client"u8);
    }

    /// <summary>The client has gone: the program is asked to end.</summary>
    private static int Abandon(Pid child)
    {
        _ = Kernel.Kill(child, Signal.SIGTERM);
        _ = Kernel.Kill(child, Signal.SIGCONT);
        return ExitCode.Failure;
    }
}
