using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Init;
using Sestet.Init.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>halt, poweroff and reboot (s6-linux-init-hpr.html).</summary>
internal struct S6LinuxInitHpr : ICommand
{
    private struct Request : IOptionTaker
    {
        public ShutdownKind Kind;
        public bool IsForced;
        public bool LeavesDisks;
        public bool LeavesWtmp;
        public bool OnlyWtmp;
        public bool IsSilent;
        public bool Asks;

        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            switch (letter)
            {
                case (byte)'h' or (byte)'p' or (byte)'r':
                    Kind = (ShutdownKind)letter;
                    break;
                case (byte)'f':
                    IsForced = true;
                    break;
                case (byte)'n':
                    LeavesDisks = true;
                    break;
                case (byte)'d' or (byte)'w':
                    LeavesWtmp = letter == 'd';
                    OnlyWtmp = letter == 'w';
                    break;
                case (byte)'W':
                    IsSilent = true;
                    break;
                default:
                    Assert.That(letter == 'i');
                    Asks = true;
                    break;
            }
            return true;
        }
    }

    public static ReadOnlySpan<byte> Name => "s6-linux-init-hpr"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-linux-init-hpr [ -h | -p | -r ] [ -n ] [ -d | -w ] [ -W ] [ -f ] [ -i ]"u8;

    public static ReadOnlySpan<byte> Options => "fhprndwWi"u8;

    public static ReadOnlySpan<byte> Help => """
        Has s6-linux-init-shutdownd shut the machine down, which is under way when this exits. The commands halt, poweroff and
        reboot of s6-linux-init-maker are this one.

          -h  halt it   -p  power it off   -r  reboot it: one of these is needed
          -f  do that at once, without any shutdown; disks are synced first
          -n  with -f, do not even sync
          -d  do not record it in wtmp     -w  only record it
          -W  do not tell those who are logged in
          -i  have the user type the machine's name first

        Exits 0; 1 where another name was typed; 100 on wrong usage, or where the daemon cannot be told; 111 where a system
        call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = default;
        OptionParser options = new(invocation);
        if (!options.TryReadAll(ref request, out Outcome ending))
        {
            return ending;
        }
        if (request.Kind == ShutdownKind.None)
        {
            return Outcome.Exit(
                Diagnostics.Fatal(ExitCode.Usage, "one of the -h, -p or -r options must be given"u8));
        }
        int code = request.Asks ? HostnameQuestion.Ask() : ExitCode.Success;
        return Outcome.Exit(code != ExitCode.Success ? code : request.IsForced ? EndNow(request) : ShutDown(request));
    }

    private static int EndNow(in Request request)
    {
        if (!request.LeavesDisks)
        {
            Kernel.SynchronizeAll();
        }
        Errno error = Kernel.Reboot(request.Kind switch
        {
            ShutdownKind.Halt => RebootCommand.Halt,
            ShutdownKind.PowerOff => RebootCommand.PowerOff,
            _ => RebootCommand.Restart,
        });
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "reboot()"u8) : ExitCode.Success;
    }

    private static int ShutDown(in Request request)
    {
        Errno error = ShutdownClient.TryConnect(out ShutdownClient daemon);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.Usage, error, "talk to shutdownd"u8);
        }
        if (!request.LeavesWtmp)
        {
            Errno recorded = UtmpFile.RecordShutdown(request.Kind == ShutdownKind.Reboot);
            if (recorded.Failed && recorded != Errno.ENOENT)
            {
                Diagnostics.WarnUnable(recorded, "write to "u8, UtmpFile.HistoryZ[..^1]);
            }
        }
        if (!request.IsSilent)
        {
            Wall.Announce(0);
        }
        error = request.OnlyWtmp ? Errno.None : daemon.Send(new ShutdownMessage { Kind = request.Kind });
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "notify shutdownd"u8) : ExitCode.Success;
    }
}
