using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Init;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Changes the runlevel (s6-linux-init-telinit.html).</summary>
internal struct S6LinuxInitTelinit : ICommand
{
    private struct Ignored : IOptionTaker
    {
        public readonly bool TryTake(byte letter, ReadOnlySpan<byte> valueZ) => letter != 0;
    }

    public static ReadOnlySpan<byte> Name => "s6-linux-init-telinit"u8;

    public static ReadOnlySpan<byte> Usage => "s6-linux-init-telinit runlevel"u8;

    /// <summary>Those of s6-linux-init, which becomes this where it is not process 1.</summary>
    public static ReadOnlySpan<byte> Options => S6LinuxInit.Options;

    public static ReadOnlySpan<byte> Help => """
        Has the service s6-linux-init-runleveld run the script runlevel with that argument. Where that has succeeded, 0 then
        powers the machine off, and 6 reboots it. The options are those of s6-linux-init, and say nothing.

        Exits as the script did; 100 on wrong usage; 111 where the service cannot be reached.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Ignored ignored = default;
        OptionParser options = new(invocation);
        if (!options.TryReadAll(ref ignored, out Outcome ending))
        {
            return ending;
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        Errno error = ChainMemory.TryAllocateArray(Limits.ExtraArgumentsMax, out Span<nint> slots);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        Arguments script = CallScript(slots, options.Rest.AtZ(0));
        ReadOnlySpan<byte> level = options.Rest[0];
        bool powersOff = level.SequenceEqual("0"u8);
        return powersOff || level.SequenceEqual("6"u8)
            ? RunThenEnd(script, powersOff, invocation.Environment)
            : Outcome.Chain(script, invocation.Environment);
    }

    /// <summary>The call of the script by its service, which may take an hour.</summary>
    private static Arguments CallScript(Span<nint> slots, ReadOnlySpan<byte> levelZ)
    {
        Assert.That(Limits.RunlevelTimeoutMs == 3600000);
        ArgumentList words = new(slots);
        words.Add("s6-sudo\0"u8);
        words.Add("-e\0"u8);
        words.Add("-T\0"u8);
        words.Add("3600000\0"u8);
        words.Add("--\0"u8);
        words.Add(InitPaths.RunlevelSocketZ);
        words.Add(levelZ);
        return words.Arguments;
    }

    private static Outcome RunThenEnd(Arguments script, bool powersOff, EnvironmentBlock environment)
    {
        Result<Pid> child = Subprocess.Start(script, environment, environment);
        Result<WaitStatus> status = child.Ok ? Subprocess.Wait(child.Value) : new Result<WaitStatus>(child.Error);
        if (!status.Ok)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, status.Error, "run s6-sudo"u8));
        }
        int code = ChildProgram.CodeOf(status.Value);
        if (code != ExitCode.Success)
        {
            PathBuffer number = new(stackalloc byte[Limits.DecimalLengthMax + 1]);
            number.Append((ulong)code);
            return Outcome.Exit(Diagnostics.Fatal(code, "s6-sudo died with exitcode "u8, number.Text));
        }
        Errno error = ChainMemory.TryAllocateArray(4, out Span<nint> slots);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        ArgumentList words = new(slots);
        words.Add("s6-linux-init-hpr\0"u8);
        words.Add(powersOff ? "-p\0"u8 : "-r\0"u8);
        return Outcome.Chain(words.Arguments, environment);
    }
}
