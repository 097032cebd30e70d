using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.FdHolder;
using Sestet.FdHolder.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Gives a fd-holder a descriptor to hold (s6-fdholder-store.html).</summary>
internal struct S6FdholderStore : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-fdholder-store"u8;

    public static ReadOnlySpan<byte> Usage => "s6-fdholder-store [ -d fd ] [ -t timeout ] [ -T fdtimeout ] socket id"u8;

    public static ReadOnlySpan<byte> Options => "d:t:T:"u8;

    public static ReadOnlySpan<byte> Help => """
        Gives the s6-fdholderd that listens at socket a copy of standard input to hold, under the identifier id.

          -d FD  this descriptor, in place of standard input
          -T MS  the fd-holder closes it after that time; 0, the default, is never
          -t MS  give up when it takes longer; 0, the default, waits for ever

        Exits 0; 1 where it was refused; 100 on wrong usage; 111 where no fd-holder listens there.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        uint descriptor = 0;
        uint lifeMs = 0;
        uint timeoutMs = 0;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad || !HolderClientCommand.TryReadNumber(options, out uint number))
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            switch (letter)
            {
                case (byte)'d':
                    descriptor = number;
                    break;
                case (byte)'T':
                    lifeMs = number;
                    break;
                default:
                    Assert.That(letter == 't');
                    timeoutMs = number;
                    break;
            }
        }
        Arguments words = options.Rest;
        return words.Count < 2
            ? options.UsageError()
            : Outcome.Exit(Store(words, timeoutMs, new Fd((int)Math.Min(descriptor, int.MaxValue)), lifeMs));
    }

    private static int Store(Arguments words, uint timeoutMs, Fd descriptor, uint lifeMs)
    {
        HolderConnection holder = new(stackalloc byte[HolderCalls.ShortAnswerLength], stackalloc Fd[1]);
        int code = HolderClientCommand.Connect(ref holder, words.AtZ(0), timeoutMs);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Tai now = Kernel.WallClock();
        Tai limit = lifeMs == 0 ? Expiry.Never(now) : Expiry.After(now, lifeMs);
        Errno error = HolderCalls.Store(ref holder, descriptor, words[1], limit);
        return error.IsNone ? ExitCode.Success : Diagnostics.Unable(ExitCode.Failure, error, "store fd"u8);
    }
}
