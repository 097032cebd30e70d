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

/// <summary>Has the s6-sudod at the other end of a connection run a program (s6-sudoc.html).</summary>
internal struct S6Sudoc : ICommand
{
    private const int SignalExitBase = 128;

    private static Fd Incoming => new(6);

    private static Fd Outgoing => new(7);

    public static ReadOnlySpan<byte> Name => "s6-sudoc"u8;

    public static ReadOnlySpan<byte> Usage => "s6-sudoc [ -e ] [ -t timeoutconn ] [ -T timeoutrun ] [ args... ]"u8;

    public static ReadOnlySpan<byte> Options => "et:T:"u8;

    public static ReadOnlySpan<byte> Help => """
        Talks to an s6-sudod through descriptors 6 and 7: sends it args, the environment and its standard input, output and
        error, and waits until the program that s6-sudod has started with them ends.

          -e     send no environment
          -t MS  give up when the program has not started within that time; 0, the default, is never
          -T MS  give up when it has not ended within that time; 0, the default, is never

        Exits as that program did, or is killed by the signal that killed it; 100 on wrong usage; 111 where something
        failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        bool sendsEnvironment = true;
        uint connectMs = 0;
        uint runMs = 0;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'e':
                    sendsEnvironment = false;
                    break;
                case (byte)'t' when HolderClientCommand.TryReadNumber(options, out connectMs):
                case (byte)'T' when HolderClientCommand.TryReadNumber(options, out runMs):
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        int variables = sendsEnvironment ? invocation.Environment.Count : 0;
        return Outcome.Exit(Ask(options.Rest, invocation.Environment, variables, connectMs, runMs));
    }

    private static int Ask(Arguments words, EnvironmentBlock environment, int variables, uint connectMs, uint runMs)
    {
        Errno error = Kernel.CheckOpen(Incoming);
        error = error.Failed ? error : Kernel.CheckOpen(Outgoing);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "make socket non-blocking"u8);
        }
        Instant deadline = SudoPeer.DeadlineIn(connectMs);
        Span<byte> greeting = stackalloc byte[SudoRequest.GreetingLength];
        // One that refuses says nothing at all.
        error = SudoPeer.ReadExactly(Incoming, greeting[..1], deadline);
        if (error.Failed)
        {
            return Diagnostics.Fatal(
                ExitCode.System,
                "unable to connect to the s6-sudod server - check that you have appropriate permissions"u8);
        }
        error = SudoPeer.ReadExactly(Incoming, greeting[1..], deadline);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read banner from s6-sudod"u8);
        }
        if (!((ReadOnlySpan<byte>)greeting).SequenceEqual(SudoRequest.Greeting))
        {
            return Diagnostics.Fatal(
                ExitCode.Usage, "wrong banner - check that you are connecting to a s6-sudod server"u8);
        }
        error = Send(words, environment, variables, deadline);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "send data to server"u8);
        }
        byte started = 0;
        error = SudoPeer.ReadExactly(Incoming, new Span<byte>(ref started), deadline);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "get confirmation from server"u8);
        }
        if (started != 0)
        {
            return Diagnostics.Fatal(ExitCode.System, new Errno(started), "the server could not start the program"u8);
        }
        Span<byte> status = stackalloc byte[SudoRequest.StatusLength];
        error = SudoPeer.ReadExactly(Incoming, status, SudoPeer.DeadlineIn(runMs));
        return error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "get exit status from server"u8)
            : EndAs(new WaitStatus((int)(BinaryPrimitives.ReadUInt32BigEndian(status) & 0xffff)));
    }

    private static Errno Send(Arguments words, EnvironmentBlock environment, int variables, Instant deadline)
    {
        int argumentsLength = 0;
        for (int i = 0; i < words.Count; i++)
        {
            argumentsLength += words.AtZ(i).Length;
        }
        int variablesLength = 0;
        for (int i = 0; i < variables; i++)
        {
            variablesLength += environment.AtZ(i).Length;
        }
        int length = Frame.HeaderLength + SudoRequest.HeaderLength + argumentsLength + variablesLength;
        Errno error = ChainMemory.TryMap(length, out MemoryRegion memory);
        if (error.Failed)
        {
            return error;
        }
        Span<byte> framed = memory.Bytes;
        SudoRequest.WriteHeader(
            framed[Frame.HeaderLength..], words.Count, variables, argumentsLength, variablesLength);
        int at = Frame.HeaderLength + SudoRequest.HeaderLength;
        for (int i = 0; i < words.Count; i++)
        {
            words.AtZ(i).CopyTo(framed[at..]);
            at += words.AtZ(i).Length;
        }
        for (int i = 0; i < variables; i++)
        {
            environment.AtZ(i).CopyTo(framed[at..]);
            at += environment.AtZ(i).Length;
        }
        Assert.That(at == length);
        HolderConnection connection = new(stackalloc byte[HolderCalls.ShortAnswerLength], default);
        connection.Adopt(Outgoing, deadline);
        return connection.Send(framed, [Fd.StandardInput, Fd.StandardOutput, Fd.StandardError]);
    }

    private static int EndAs(WaitStatus status)
    {
        if (status.IsExited)
        {
            return status.ExitCode;
        }
        Signal signal = new(status.SignalNumber);
        if (signal.Number is > 0 and <= Signal.NumberMax)
        {
            _ = Kernel.ResetSignal(signal);
            Kernel.UnblockSignals();
            _ = Kernel.Raise(signal);
        }
        return SignalExitBase + signal.Number;
    }
}
