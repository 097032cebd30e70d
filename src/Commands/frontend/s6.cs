using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Frontend;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>The one command for users of an s6 system (s6.html).</summary>
internal struct S6 : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6 [ global options... ] command subcommand [ subcommand options... ] [ args... ]"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        The front-end to s6, s6-rc and s6-linux-init. `s6 help` has its commands, and `s6 COMMAND help` those of a command.

        It reads the configuration file (the variable S6_CONF, else /etc/s6.conf) and becomes s6-frontend, in this process.
        What it adds to the reference's (status, why, tree, timeline, check) is in docs/FRONTEND.md.

        Exits 0; 100 on wrong usage; 111 where a system call failed; else as the programs that it becomes.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        bool isSet = invocation.Environment.TryGet("S6_CONF"u8, out ReadOnlySpan<byte> valueZ);
        Arguments words = invocation.Arguments;
        Errno error = ChainMemory.TryAllocateArray(words.Count + 5, out Span<nint> slots);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        ArgumentList list = new(slots);
        list.Add("-I\0"u8);
        list.Add("--\0"u8);
        list.Add(isSet ? valueZ : FrontDefaults.ConfigurationZ);
        list.Add("s6-frontend\0"u8);
        list.Add(words);
        // As the reference does by execve: envfile, and then s6-frontend.
        int envfile = CommandTable.IndexOf("envfile"u8);
        Diagnostics.SetProgram("envfile"u8, default);
        Outcome read = CommandTable.Run(envfile, new Invocation(list.Arguments, invocation.Environment, envfile));
        if (!read.Chains)
        {
            return read;
        }
        int frontend = CommandTable.IndexOf("s6-frontend"u8);
        Diagnostics.SetProgram("s6-frontend"u8, default);
        return CommandTable.Run(frontend, new Invocation(read.Arguments.From(1), read.Environment, frontend));
    }
}
