using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.FdHolder;
using Sestet.FdHolder.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Gives one fd-holder all that another holds (s6-fdholder-transferdump.html).</summary>
internal struct S6FdholderTransferdump : ICommand
{
    private const int DestinationRefused = 2;

    public static ReadOnlySpan<byte> Name => "s6-fdholder-transferdump"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-fdholder-transferdump [ -t timeoutfrom:timeoutto ] socketfrom socketto"u8;

    public static ReadOnlySpan<byte> Options => "t:"u8;

    public static ReadOnlySpan<byte> Help => """
        Gives the s6-fdholderd that listens at socketto copies of all descriptors that the one at socketfrom holds. It keeps
        what it holds, except under identifiers that are among the new ones.

          -t FROM:TO  give up when the one or the other takes longer, in ms; 0, the default of each, waits for ever

        Exits 0; 1 where the first refused it, 2 where the second did; 100 on wrong usage; 111 where no fd-holder listens
        there.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        uint fromMs = 0;
        uint toMs = 0;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (!TryReadTimes(options.Value, out fromMs, out toMs))
            {
                return options.UsageError();
            }
        }
        Arguments words = options.Rest;
        return words.Count < 2 ? options.UsageError() : Outcome.Exit(Transfer(words, fromMs, toMs));
    }

    /// <summary>"FROM:TO", either of which may be missing, and the colon with the second.</summary>
    private static bool TryReadTimes(ReadOnlySpan<byte> text, out uint fromMs, out uint toMs)
    {
        int colon = text.IndexOf((byte)':');
        ReadOnlySpan<byte> from = colon < 0 ? text : text[..colon];
        ReadOnlySpan<byte> to = colon < 0 ? default : text[(colon + 1)..];
        fromMs = 0;
        toMs = 0;
        return (from.IsEmpty ? colon >= 0 : Text.TryParse(from, out fromMs))
            && (to.IsEmpty || Text.TryParse(to, out toMs));
    }

    private static int Transfer(Arguments words, uint fromMs, uint toMs)
    {
        HolderConnection source = new(
            stackalloc byte[Limits.HolderRequestLengthMax], stackalloc Fd[Limits.DescriptorsReceivedMax]);
        int code = HolderClientCommand.Connect(ref source, words.AtZ(0), fromMs, "source "u8);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Errno error = HolderCalls.BeginGetDump(ref source, out uint parts, out uint count);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.Failure, error, "get dump"u8);
        }
        HolderConnection destination = new(stackalloc byte[HolderCalls.ShortAnswerLength], stackalloc Fd[1]);
        code = HolderClientCommand.Connect(ref destination, words.AtZ(1), toMs, "destination "u8);
        if (code != ExitCode.Success || count == 0)
        {
            return code;
        }
        error = HolderCalls.BeginSetDump(ref destination, count);
        return error.IsNone
            ? TransferParts(ref source, ref destination, parts, count)
            : Diagnostics.Unable(DestinationRefused, error, "set dump"u8);
    }

    /// <summary>Part by part, so that no more descriptors are open here at once than one has.</summary>
    private static int TransferParts(
        ref HolderConnection source, ref HolderConnection destination, uint parts, uint count)
    {
        Span<byte> framed = stackalloc byte[Limits.HolderRequestLengthMax];
        uint done = 0;
        for (uint part = 0; part < parts; part++)
        {
            Errno error = HolderCalls.GetDumpPart(
                ref source, count - done, out ReadOnlySpan<byte> entries, out ReadOnlySpan<Fd> descriptors);
            done += (uint)descriptors.Length;
            bool ends = part + 1 == parts;
            if (error.Failed || descriptors.IsEmpty || ends != (done == count))
            {
                return Diagnostics.Unable(ExitCode.Failure, error.Failed ? error : Errno.EPROTO, "get dump"u8);
            }
            int length = Frame.HeaderLength + 1 + entries.Length;
            entries.CopyTo(framed[(Frame.HeaderLength + 1)..]);
            error = HolderCalls.SetDumpPart(ref destination, framed[..length], descriptors, ends);
            if (error.Failed)
            {
                return Diagnostics.Unable(DestinationRefused, error, "set dump"u8);
            }
            foreach (Fd descriptor in descriptors)
            {
                Kernel.Close(descriptor);
            }
        }
        return ExitCode.Success;
    }
}
