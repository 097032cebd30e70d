using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.FdHolder;
using Sestet.FdHolder.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Executes a program with all that a fd-holder holds (s6-fdholder-getdump.html).</summary>
internal struct S6FdholderGetdump : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-fdholder-getdump"u8;

    public static ReadOnlySpan<byte> Usage => "s6-fdholder-getdump [ -t timeout ] socket prog..."u8;

    public static ReadOnlySpan<byte> Options => "t:"u8;

    public static ReadOnlySpan<byte> Operands => "wr"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog with copies of all descriptors that the s6-fdholderd that listens at socket holds. S6_FD# in its
        environment is their number n; and for every i from 0 to n-1, S6_FD_i is a descriptor, S6_FDID_i its identifier, and
        S6_FDLIMIT_i, where it expires, when, as TAI64N.

          -t MS  give up when it takes longer; 0, the default, waits for ever

        Exits 1 where it was refused; 100 on wrong usage; 111 where no fd-holder listens there; 126 or 127 where prog cannot
        be executed.
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
        EnvironmentEditor environment = new(invocation.Environment);
        code = Get(words.AtZ(0), timeoutMs, ref environment);
        return code == ExitCode.Success ? Outcome.Chain(words.From(1), environment.Block) : Outcome.Exit(code);
    }

    private static int Get(ReadOnlySpan<byte> pathZ, uint timeoutMs, ref EnvironmentEditor environment)
    {
        HolderConnection holder = new(
            stackalloc byte[Limits.HolderRequestLengthMax], stackalloc Fd[Limits.DescriptorsReceivedMax]);
        int code = HolderClientCommand.Connect(ref holder, pathZ, timeoutMs);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Errno error = HolderCalls.BeginGetDump(ref holder, out uint parts, out uint count);
        uint got = 0;
        for (uint part = 0; error.IsNone && part < parts; part++)
        {
            error = HolderCalls.GetDumpPart(
                ref holder, count - got, out ReadOnlySpan<byte> entries, out ReadOnlySpan<Fd> descriptors);
            error = error.Failed ? error : Take(entries, descriptors, got, ref environment);
            got += (uint)descriptors.Length;
        }
        error = error.IsNone && got != count ? Errno.EPROTO : error;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.Failure, error, "get dump"u8);
        }
        holder.Close();
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        environment.Set("S6_FD#"u8, digits[..Text.Format(count, digits)]);
        return environment.Error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, environment.Error, "change the environment"u8);
    }

    /// <summary>Leaves the descriptors of a part open for the program, and tells it of them.</summary>
    private static Errno Take(
        scoped ReadOnlySpan<byte> bytes,
        scoped ReadOnlySpan<Fd> descriptors,
        uint first,
        ref EnvironmentEditor environment)
    {
        Tai now = Kernel.WallClock();
        Span<byte> value = stackalloc byte[Tai.TextLength];
        Span<byte> nameText = stackalloc byte[DumpVariable.LengthMax];
        DumpEntries entries = new(bytes);
        for (int i = 0; i < descriptors.Length; i++)
        {
            bool ok = entries.Next(out Tai limit, out ReadOnlySpan<byte> idZ);
            Assert.That(ok);
            Errno error = Kernel.SetCloseOnExec(descriptors[i], on: false);
            if (error.Failed)
            {
                return error;
            }
            DumpVariable name = new(nameText, first + (uint)i);
            environment.Set(name.Descriptor, value[..Text.Format((ulong)descriptors[i].Value, value)]);
            environment.Set(name.Id, idZ[..^1]);
            environment.Unset(name.Limit);
            if (!Expiry.IsNever(limit, now))
            {
                limit.Format(value);
                environment.Set(name.Limit, value);
            }
        }
        return environment.Error;
    }
}
