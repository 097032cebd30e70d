using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Init;
using Sestet.Init.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Waits for a shell's end and removes its record from utmp (s6-linux-init-logouthookd.html).</summary>
internal struct S6LinuxInitLogouthookd : ICommand
{
    private const int NotRoot = 1;
    private const int Misused = 2;

    public static ReadOnlySpan<byte> Name => "s6-linux-init-logouthookd"u8;

    public static ReadOnlySpan<byte> Usage => "s6-linux-init-logouthookd"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        The handler of a Unix domain socket for programs such as login: waits until the client, of root, has ended, and marks
        its record in utmp as that of a dead process. The service s6-linux-init-logouthookd of s6-linux-init-maker runs it.

        Exits 0, also where there was no record; 1 for a client that is not root; 2 where the client wrote something; 111
        where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Result<Account> client = Kernel.PeerCredentials(Fd.StandardInput);
        Result<Pid> process = Kernel.PeerProcess(Fd.StandardInput);
        if (!client.Ok || !process.Ok)
        {
            return Outcome.Exit(Diagnostics.Unable(
                ExitCode.System, client.Ok ? process.Error : client.Error, "getsockopt"u8));
        }
        // The connection must not stay open because of this end.
        Kernel.Close(Fd.StandardOutput);
        if (client.Value.Uid != 0)
        {
            return Outcome.Exit(NotRoot);
        }
        byte letter = 0;
        Result<int> read = Kernel.Read(Fd.StandardInput, new Span<byte>(ref letter));
        // A client that is killed with something unread resets the connection, which is an end, too.
        if (!read.Ok && read.Error != Errno.ECONNRESET)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, read.Error, "read from stdin"u8));
        }
        return Outcome.Exit(read.Ok && read.Value > 0
            ? Diagnostics.Fatal(Misused, "client attempted to write"u8)
            : MarkDead(process.Value));
    }

    private static int MarkDead(Pid process)
    {
        Span<byte> memory = stackalloc byte[UtmpRecord.LengthMax];
        if (!UtmpFile.TryOpen(memory[..UtmpFile.RecordLength], forWriting: true, out UtmpFile users))
        {
            return ExitCode.Success;
        }
        Errno error = users.MarkDead(process.Value);
        users.Close();
        return error.Failed && error != Errno.ESRCH
            ? Diagnostics.Unable(ExitCode.System, error, "write to "u8, UtmpFile.UsersZ[..^1])
            : ExitCode.Success;
    }
}
