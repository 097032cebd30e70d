using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.FdHolder;
using Sestet.FdHolder.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Gives a fd-holder many descriptors at once (s6-fdholder-setdump.html).</summary>
internal struct S6FdholderSetdump : ICommand
{
    /// <summary>A descriptor as the environment tells of it.</summary>
    private ref struct Entry
    {
        public Fd Descriptor;
        public ReadOnlySpan<byte> Id;
        public Tai Limit;
    }

    public static ReadOnlySpan<byte> Name => "s6-fdholder-setdump"u8;

    public static ReadOnlySpan<byte> Usage => "s6-fdholder-setdump [ -t timeout ] socket"u8;

    public static ReadOnlySpan<byte> Options => "t:"u8;

    public static ReadOnlySpan<byte> Help => """
        Gives the s6-fdholderd that listens at socket the descriptors that the environment tells of, in the variables that
        s6-fdholder-getdump sets. It keeps what it holds, except under identifiers that are among the new ones.

          -t MS  give up when it takes longer; 0, the default, waits for ever

        Exits 0; 1 where it was refused; 100 on wrong usage and where a variable is missing or not valid; 111 where no
        fd-holder listens there.
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
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        EnvironmentBlock environment = invocation.Environment;
        if (!TryGet(environment, "S6_FD#"u8, out ReadOnlySpan<byte> text))
        {
            return Outcome.Exit(ExitCode.Usage);
        }
        return Text.TryParse(text, out uint count)
            ? Outcome.Exit(Set(options.Rest.AtZ(0), timeoutMs, environment, count))
            : Outcome.Exit(Invalid("S6_FD#"u8));
    }

    private static int Set(ReadOnlySpan<byte> pathZ, uint timeoutMs, EnvironmentBlock environment, uint count)
    {
        HolderConnection holder = new(stackalloc byte[HolderCalls.ShortAnswerLength], stackalloc Fd[1]);
        int code = HolderClientCommand.Connect(ref holder, pathZ, timeoutMs);
        Tai now = Kernel.WallClock();
        // All is looked at before the first is sent.
        for (uint i = 0; code == ExitCode.Success && i < count; i++)
        {
            code = Read(environment, i, now, out _);
        }
        if (code != ExitCode.Success || count == 0)
        {
            return code;
        }
        Errno error = HolderCalls.BeginSetDump(ref holder, count);
        Span<byte> framed = stackalloc byte[Limits.HolderRequestLengthMax];
        Span<Fd> descriptors = stackalloc Fd[Limits.DescriptorsPerMessage];
        uint sent = 0;
        while (error.IsNone && sent < count)
        {
            int part = 0;
            int length = Frame.HeaderLength + 1;
            for (; part < descriptors.Length && sent < count; part++, sent++)
            {
                code = Read(environment, sent, now, out Entry entry);
                Assert.That(code == ExitCode.Success);
                descriptors[part] = entry.Descriptor;
                length += DumpEntries.Write(framed[length..], entry.Limit, entry.Id);
            }
            error = HolderCalls.SetDumpPart(ref holder, framed[..length], descriptors[..part], sent == count);
        }
        return error.IsNone ? ExitCode.Success : Diagnostics.Unable(ExitCode.Failure, error, "set dump"u8);
    }

    /// <summary>What the environment says of a descriptor: 0, or an exit code, printed.</summary>
    private static int Read(EnvironmentBlock environment, uint index, Tai now, out Entry entry)
    {
        entry = new Entry { Limit = Expiry.Never(now) };
        DumpVariable name = new(stackalloc byte[DumpVariable.LengthMax], index);
        if (!TryGet(environment, name.Descriptor, out ReadOnlySpan<byte> value))
        {
            return ExitCode.Usage;
        }
        if (!Descriptors.TryParse(value, out entry.Descriptor))
        {
            return Invalid(name.Descriptor);
        }
        if (!TryGet(environment, name.Id, out entry.Id))
        {
            return ExitCode.Usage;
        }
        if (entry.Id.IsEmpty || entry.Id.Length > Limits.HeldIdLengthMax)
        {
            return Invalid(name.Id);
        }
        bool expires = environment.TryGet(name.Limit, out ReadOnlySpan<byte> limitZ);
        return expires && !Tai.TryParse(limitZ, out entry.Limit) ? Invalid(name.Limit) : ExitCode.Success;
    }

    private static bool TryGet(EnvironmentBlock environment, scoped ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        bool found = environment.TryGet(name, out ReadOnlySpan<byte> valueZ);
        value = found ? valueZ[..^1] : default;
        if (!found)
        {
            _ = Diagnostics.Fatal(ExitCode.Usage, name, " not set"u8);
        }
        return found;
    }

    private static int Invalid(ReadOnlySpan<byte> name) => Diagnostics.Fatal(ExitCode.Usage, "invalid $"u8, name);
}
