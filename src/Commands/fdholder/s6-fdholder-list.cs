using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.FdHolder.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Lists what a fd-holder holds (s6-fdholder-list.html).</summary>
internal struct S6FdholderList : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-fdholder-list"u8;

    public static ReadOnlySpan<byte> Usage => "s6-fdholder-list [ -t timeout ] socket"u8;

    public static ReadOnlySpan<byte> Options => "t:"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the identifiers of the descriptors that the s6-fdholderd that listens at socket holds, each on a line. What
        cannot be printed is quoted, as s6-quote -u does it.

          -t MS  give up when it takes longer; 0, the default, waits for ever

        Exits 0; 1 where it was refused; 100 on wrong usage; 111 where no fd-holder listens there, or the output cannot be
        written.
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
        return options.Rest.Count == 0 ? options.UsageError() : Outcome.Exit(List(options.Rest.AtZ(0), timeoutMs));
    }

    private static int List(ReadOnlySpan<byte> pathZ, uint timeoutMs)
    {
        HolderConnection holder = new(stackalloc byte[Limits.HolderAnswerLength], stackalloc Fd[1])
        {
            LengthMax = Limits.HolderListLengthMax,
        };
        int code = HolderClientCommand.Connect(ref holder, pathZ, timeoutMs);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Errno error = HolderCalls.List(ref holder, out ReadOnlySpan<byte> ids);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.Failure, error, "get fd list"u8);
        }
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        Span<byte> quoted = stackalloc byte[Quoting.QuotedByteMax];
        foreach (byte value in ids)
        {
            output.Write(value == 0 ? "\n"u8 : quoted[..Quoting.Quote(value, 0, quoted)]);
        }
        output.Flush();
        return output.Error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8);
    }
}
