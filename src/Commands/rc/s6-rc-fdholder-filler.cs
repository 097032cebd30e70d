using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.FdHolder;
using Sestet.FdHolder.Host;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Sudo.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Gives a fd-holder the pipes of the pipelines of longruns (s6-rc-fdholder-filler.html).</summary>
internal struct S6RcFdholderFiller : ICommand
{
    /// <summary>Both ends of a pipe travel together.</summary>
    private const int PipesPerPart = Limits.DescriptorsPerMessage / 2;

    private static Fd Connection => new(6);

    private static ReadOnlySpan<byte> ReaderPrefix => "pipe:s6rc-r-"u8;

    private static ReadOnlySpan<byte> WriterPrefix => "pipe:s6rc-w-"u8;

    public static ReadOnlySpan<byte> Name => "s6-rc-fdholder-filler"u8;

    public static ReadOnlySpan<byte> Usage => "s6-rc-fdholder-filler [ -1 ] [ -t timeout ] < autofilled-filename"u8;

    public static ReadOnlySpan<byte> Options => "1t:"u8;

    public static ReadOnlySpan<byte> Help => """
        Reads names of longruns from standard input, one a line; makes a pipe for each, and gives both ends to the fd-holder
        that it is connected to by its descriptor 6, as pipe:s6rc-r-NAME and pipe:s6rc-w-NAME, all or none. The service
        s6rc-fdholder runs it.

          -1     print a newline when that is done
          -t MS  give up when it takes longer; 0, the default, waits for ever

        Exits 0; 100 on wrong usage; 111 where something failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        bool tells = false;
        uint timeoutMs = 0;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'1':
                    tells = true;
                    break;
                case (byte)'t' when HolderClientCommand.TryReadNumber(options, out timeoutMs):
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        int code = Fill(timeoutMs);
        if (code == ExitCode.Success && tells)
        {
            Result<int> told = Kernel.Write(Fd.StandardOutput, "\n"u8);
            code = told.Ok ? code : Diagnostics.Unable(ExitCode.System, told.Error, "write to stdout"u8);
        }
        return Outcome.Exit(code);
    }

    private static int Fill(uint timeoutMs)
    {
        WholeInput input = new(Fd.StandardInput);
        Errno error = input.Read();
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read from stdin"u8);
        }
        uint count = 0;
        ServiceNameLines lines = new(input.Bytes);
        while (lines.Next(out ReadOnlySpan<byte> name))
        {
            count++;
            if (name.Length > Limits.HeldIdLengthMax - ReaderPrefix.Length)
            {
                return Diagnostics.Unable(ExitCode.System, Errno.ENAMETOOLONG, "create identifier for "u8, name);
            }
        }
        if (count == 0)
        {
            return ExitCode.Success;
        }
        error = Kernel.CheckOpen(Connection);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "transfer pipes"u8);
        }
        HolderConnection holder = new(stackalloc byte[HolderCalls.ShortAnswerLength], stackalloc Fd[1]);
        holder.Adopt(Connection, SudoPeer.DeadlineIn(timeoutMs));
        error = HolderCalls.BeginSetDump(ref holder, count * 2);
        return error.IsNone ? SendParts(ref holder, input.Bytes, count) : Untransferred(error);
    }

    /// <summary>No more pipes are open here at a time than go with one message.</summary>
    private static int SendParts(ref HolderConnection holder, ReadOnlySpan<byte> text, uint count)
    {
        Span<byte> framed = stackalloc byte[Limits.HolderRequestLengthMax];
        Span<Fd> descriptors = stackalloc Fd[PipesPerPart * 2];
        ServiceNameLines lines = new(text);
        // Each with a time of its own, as the reference has it: who sorts by time never meets two that are the same.
        Tai never = Expiry.Never(Kernel.WallClock());
        uint done = 0;
        while (done < count)
        {
            int length = Frame.HeaderLength + 1;
            int ends = 0;
            while (ends < descriptors.Length && lines.Next(out ReadOnlySpan<byte> name))
            {
                Errno error = Kernel.Pipe(out descriptors[ends], out descriptors[ends + 1]);
                if (error.Failed)
                {
                    return Diagnostics.Unable(ExitCode.System, error, "create pipe"u8);
                }
                length += WriteEntry(framed[length..], Later(never, done * 2), ReaderPrefix, name);
                length += WriteEntry(framed[length..], Later(never, done * 2 + 1), WriterPrefix, name);
                ends += 2;
                done++;
            }
            Errno sent = HolderCalls.SetDumpPart(ref holder, framed[..length], descriptors[..ends], done == count);
            if (sent.Failed)
            {
                return Untransferred(sent);
            }
            foreach (Fd descriptor in descriptors[..ends])
            {
                Kernel.Close(descriptor);
            }
        }
        return ExitCode.Success;
    }

    private static int WriteEntry(Span<byte> bytes, Tai limit, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name)
    {
        PathBuffer id = new(stackalloc byte[Limits.HeldIdLengthMax + 1]);
        id.Append(prefix);
        id.Append(name);
        Assert.That(!id.Overflowed);
        return DumpEntries.Write(bytes, limit, id.Text);
    }

    private static Tai Later(Tai time, uint nanoseconds)
    {
        const uint second = 1_000_000_000;
        uint sum = time.Nanoseconds + nanoseconds;
        return sum < second ? new Tai(time.Seconds, sum) : new Tai(time.Seconds + 1, sum - second);
    }

    private static int Untransferred(Errno error) => Diagnostics.Unable(ExitCode.System, error, "transfer pipes"u8);
}
