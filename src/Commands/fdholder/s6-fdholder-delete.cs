using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.FdHolder.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Has a fd-holder close a descriptor (s6-fdholder-delete.html).</summary>
internal struct S6FdholderDelete : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-fdholder-delete"u8;

    public static ReadOnlySpan<byte> Usage => "s6-fdholder-delete [ -t timeout ] socket id"u8;

    public static ReadOnlySpan<byte> Options => "t:"u8;

    public static ReadOnlySpan<byte> Help => """
        Has the s6-fdholderd that listens at socket close the descriptor that it holds under the identifier id.

          -t MS  give up when it takes longer; 0, the default, waits for ever

        Exits 0; 1 where it was refused; 100 on wrong usage; 111 where no fd-holder listens there.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        OptionParser options = new(invocation);
        int code = HolderClientCommand.ReadTimeout(ref options, out uint timeoutMs);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        Arguments words = options.Rest;
        if (words.Count < 2)
        {
            return options.UsageError();
        }
        HolderConnection holder = new(stackalloc byte[HolderCalls.ShortAnswerLength], stackalloc Fd[1]);
        code = HolderClientCommand.Connect(ref holder, words.AtZ(0), timeoutMs);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        Errno error = HolderCalls.Delete(ref holder, words[1]);
        return Outcome.Exit(error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.Failure, error, "delete fd for id "u8, words[1]));
    }
}
