using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Shows and sets who may look at services, control them, and hear their events (s6-svperms.html).</summary>
internal struct S6Svperms : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-svperms"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-svperms [ -v ] [ -u | -g group | -G group | -o | -O group ] [ -e | -E group ] servicedir..."u8;

    public static ReadOnlySpan<byte> Options => "vug:G:oO:eE:"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints who may read the status of each service, control it, and subscribe to its events; or sets that.

          -u        status and control: the owner       -o        status: everybody; control: the owner
          -g group  status: group; control: the owner   -O group  status: everybody; control: group
          -G group  status and control: group
          -e        events: everybody                   -E group  events: group
          -v        print the rights after they are set

        A group is a name, or a colon and a number.

        Exits 0; 1 where some rights cannot be read; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        ServiceRights rights = default;
        bool prints = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            int code = letter == OptionParser.Bad ? ExitCode.Usage : ExitCode.Success;
            prints |= letter == 'v';
            if (letter is (byte)'g' or (byte)'G' or (byte)'O' or (byte)'E')
            {
                code = FindGroup(options.ValueZ, out uint gid);
                rights.Apply(letter, gid);
            }
            else if (letter != 'v')
            {
                rights.Apply(letter, 0);
            }
            if (code != ExitCode.Success)
            {
                return Outcome.Exit(code);
            }
        }
        return options.Rest.Count == 0
            ? options.UsageError()
            : Outcome.Exit(Work(options.Rest, rights, prints || !rights.SetsAnything));
    }

    private static int FindGroup(ReadOnlySpan<byte> groupZ, out uint gid)
    {
        if (groupZ[0] == ':')
        {
            return Text.TryParse(groupZ[1..^1], out gid) ? ExitCode.Success : Diagnostics.Usage(Usage);
        }
        return Kernel.TryFindGroup(groupZ, out gid)
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.Usage, Errno.None, "find entry for "u8, groupZ[..^1], " in group database"u8);
    }

    private static int Work(Arguments directories, in ServiceRights rights, bool prints)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        bool failed = false;
        int code = ExitCode.Success;
        for (int i = 0; i < directories.Count && code == ExitCode.Success; i++)
        {
            code = rights.Set(directories[i]);
            if (code == ExitCode.Success && prints)
            {
                failed |= !ServiceRightsPrinter.Print(directories[i], ref output);
            }
        }
        output.Flush();
        if (code == ExitCode.Success && output.Error.Failed)
        {
            code = Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8);
        }
        return code == ExitCode.Success && failed ? ExitCode.Failure : code;
    }
}
