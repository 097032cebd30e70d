using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>
/// Becomes the command that stands for one of daemontools or runit. It has no page: it does as s6 2.15.1.0's does, and takes
/// the options that the originals' pages say.
/// </summary>
internal struct S6Alias : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-alias"u8;

    public static ReadOnlySpan<byte> Usage => "s6-alias [ -v ] cmdname options..."u8;

    public static ReadOnlySpan<byte> Options => "v"u8;

    public static ReadOnlySpan<byte> Help => """
        Becomes the command of this suite that stands for cmdname, one of daemontools or runit, with the same options. A link
        to s6-alias, or to sestet, named after such a command does it, too.

          -v  tell which command that is

        Exits 100 on wrong usage, and for commands that nothing stands for; 126 or 127 where the command cannot be executed;
        else as the command.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        ReadOnlySpan<byte> name = invocation.NameZ.IsEmpty ? default : Text.BaseName(invocation.NameZ[..^1]);
        if (AliasName.IsKnown(name))
        {
            Diagnostics.SetProgram(Name, default);
            return Become(name, invocation.Arguments, invocation.Environment, isVerbose: false);
        }
        bool isVerbose = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            isVerbose = true;
        }
        return options.Rest.Count == 0
            ? options.UsageError()
            : Become(options.Rest[0], options.Rest.From(1), invocation.Environment, isVerbose);
    }

    private static Outcome Become(ReadOnlySpan<byte> name, Arguments words, EnvironmentBlock environment, bool isVerbose)
    {
        ReadOnlySpan<byte> commandZ = AliasName.CommandZ(name);
        ReadOnlySpan<byte> advice = AliasName.Advice(name);
        if (!advice.IsEmpty)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "s6 does not provide a "u8, name, advice));
        }
        if (name.SequenceEqual("svlogd"u8))
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "the s6-log program is similar to svlogd, but uses a different filtering syntax and does not use a config file in the logdir. Please see https://skarnet.org/software/s6/s6-log.html"u8));
        }
        Errno error = ChainMemory.TryAllocateArray(words.Count + 6, out Span<nint> slots);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        ArgumentList line = new(slots);
        if (!commandZ.IsEmpty)
        {
            line.Add(commandZ);
            line.Add(words);
        }
        else if (name.SequenceEqual("svscanboot"u8))
        {
            line.Add("s6-svscanboot\0"u8);
            line.Add("-c\0"u8);
            line.Add("/dev/console\0"u8);
            line.Add("--\0"u8);
            line.Add("/service\0"u8);
        }
        else if (!name.SequenceEqual("runsvdir"u8))
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "unknown alias: "u8, name));
        }
        else if (!TryAddScan(words, ref line))
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        if (isVerbose)
        {
            Diagnostics.Info("the s6 version of "u8, name, " is "u8, line.Arguments[0]);
        }
        return Outcome.Chain(line.Arguments, environment);
    }

    /// <summary>runsvdir [ -P ] dir [ log ], as a command line of s6-svscan.</summary>
    private static bool TryAddScan(Arguments words, ref ArgumentList line)
    {
        int first = 0;
        while (first < words.Count && words[first].SequenceEqual("-P"u8))
        {
            first++;
        }
        bool ends = first < words.Count && words[first].SequenceEqual("--"u8);
        if (!ends && first < words.Count && words[first].Length > 1 && words[first][0] == '-')
        {
            return false;
        }
        if (first > 0)
        {
            Diagnostics.Warn("-P option ignored: s6-svscan does not run its supervisor processes (s6-supervise) in a new session. However, by default, it runs every service in a new session."u8);
        }
        first += ends ? 1 : 0;
        if (words.Count > first + 1)
        {
            Diagnostics.Warn("s6-svscan does not support logging to a readproctitle process. To log the output of your supervision tree, please consider using the s6-linux-init package."u8);
        }
        line.Add("s6-svscan\0"u8);
        line.Add("-t0\0"u8);
        if (first < words.Count)
        {
            line.Add(words.AtZ(first));
        }
        return true;
    }
}
