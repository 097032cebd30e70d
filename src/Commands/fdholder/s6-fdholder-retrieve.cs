using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.FdHolder.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Executes a program with a descriptor of a fd-holder as its standard input (s6-fdholder-retrieve.html).</summary>
internal struct S6FdholderRetrieve : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-fdholder-retrieve"u8;

    public static ReadOnlySpan<byte> Usage => "s6-fdholder-retrieve [ -D ] [ -t timeout ] socket id prog..."u8;

    public static ReadOnlySpan<byte> Options => "Dt:"u8;

    public static ReadOnlySpan<byte> Operands => "wwr"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog with the descriptor that the s6-fdholderd that listens at socket holds under the identifier id as its
        standard input.

          -D     the fd-holder does not hold it any more then; that must be allowed
          -t MS  give up when it takes longer; 0, the default, waits for ever

        Exits 1 where it was refused; 100 on wrong usage; 111 where no fd-holder listens there; 126 or 127 where prog cannot
        be executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        bool deletes = false;
        uint timeoutMs = 0;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'D':
                    deletes = true;
                    break;
                case (byte)'t' when HolderClientCommand.TryReadNumber(options, out timeoutMs):
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        Arguments words = options.Rest;
        if (words.Count < 3)
        {
            return options.UsageError();
        }
        int code = Retrieve(words, timeoutMs, deletes);
        return code == ExitCode.Success ? Outcome.Chain(words.From(2), invocation.Environment) : Outcome.Exit(code);
    }

    private static int Retrieve(Arguments words, uint timeoutMs, bool deletes)
    {
        HolderConnection holder = new(stackalloc byte[HolderCalls.ShortAnswerLength], stackalloc Fd[1]);
        int code = HolderClientCommand.Connect(ref holder, words.AtZ(0), timeoutMs);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Errno error = HolderCalls.Retrieve(ref holder, words[1], deletes, out Fd descriptor);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.Failure, error, "retrieve fd for id "u8, words[1]);
        }
        holder.Close();
        error = Descriptors.Move(descriptor, 0);
        return error.IsNone ? ExitCode.Success : Diagnostics.Unable(ExitCode.System, error, "move fd"u8);
    }
}
