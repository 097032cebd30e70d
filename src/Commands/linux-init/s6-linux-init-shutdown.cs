using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Init;
using Sestet.Init.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Plans a shutdown, or cancels it (s6-linux-init-shutdown.html).</summary>
internal struct S6LinuxInitShutdown : ICommand
{
    private const uint GraceSecondsMax = 300;
    private const uint MillisecondsOfSecond = 1000;
    private const long NanosecondsOfSecond = 1_000_000_000;

    private struct Request : IOptionTaker
    {
        public ShutdownKind Kind;
        public byte HaltLetter;
        public uint GraceSeconds;
        public bool HasGrace;
        public bool OnlyWarns;
        public bool Cancels;
        public bool IsControlled;
        public bool Asks;

        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            switch (letter)
            {
                case (byte)'h' or (byte)'p' or (byte)'r':
                    Kind = (ShutdownKind)letter;
                    return true;
                case (byte)'H' or (byte)'P':
                    HaltLetter = letter;
                    return true;
                case (byte)'t':
                    HasGrace = true;
                    return Text.TryParse(valueZ[..^1], out GraceSeconds);
                case (byte)'k':
                    OnlyWarns = true;
                    return true;
                case (byte)'c':
                    Cancels = true;
                    return true;
                case (byte)'a':
                    IsControlled = true;
                    return true;
                case (byte)'i':
                    Asks = true;
                    return true;
                default:
                    Assert.That(letter is (byte)'f' or (byte)'F');
                    return true;
            }
        }
    }

    public static ReadOnlySpan<byte> Name => "s6-linux-init-shutdown"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-linux-init-shutdown [ -h [ -H | -P ] | -p | -r | -k ] [ -f | -F ] [ -a ] [ -i ] [ -t sec ] time [ message ]"u8
        + "  or  s6-linux-init-shutdown -c [ message ]"u8;

    public static ReadOnlySpan<byte> Options => "hprkHPafFcit:"u8;

    public static ReadOnlySpan<byte> Help => """
        Has s6-linux-init-shutdownd shut the machine down at a time: "now", minutes from now with or without a "+", or hh:mm
        of the day. It exits at once. Those who are logged in are told, by message where there is one. Without -h, -p or -r
        services are brought down, and the machine stays up.

          -h  halt it at the end; with -P, power it off
          -p  power it off   -r  reboot it   -k  only tell those who are logged in
          -c  cancel what was planned and has not begun
          -a  only where somebody is logged in that /etc/shutdown.allow lists, a name a line, if there is such a file
          -t  seconds between SIGTERM and SIGKILL at the end, 300 at most (default: as the daemon was told)
          -i  have the user type the machine's name first
          -H, -f, -F  nothing

        Exits 0; 1 where another name was typed, or -a forbids it; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = new() { Kind = ShutdownKind.Single };
        OptionParser options = new(invocation);
        if (!options.TryReadAll(ref request, out Outcome ending))
        {
            return ending;
        }
        Arguments words = options.Rest;
        bool isComplete = request.Cancels || words.Count > 0;
        if (!isComplete || (request.HaltLetter != 0 && request.Kind != ShutdownKind.Halt))
        {
            return options.UsageError();
        }
        ShutdownTime time = default;
        TimeFault fault = request.Cancels ? TimeFault.None : ShutdownTime.Parse(words[0], out time);
        if (fault == TimeFault.NoTime)
        {
            return options.UsageError();
        }
        if (fault == TimeFault.NoTimeOfDay)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "invalid time format"u8));
        }
        int code = request.Asks ? HostnameQuestion.Ask() : ExitCode.Success;
        return Outcome.Exit(code != ExitCode.Success ? code : Talk(request, time, words));
    }

    private static int Talk(in Request request, in ShutdownTime time, Arguments words)
    {
        Errno error = ShutdownClient.TryConnect(out ShutdownClient daemon);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "talk to shutdownd"u8);
        }
        int message = request.Cancels ? 0 : 1;
        if (request.Cancels)
        {
            if (words.Count > message)
            {
                SayLine(words[message]);
            }
            error = daemon.Cancel();
        }
        else
        {
            int code = request.IsControlled ? AllowedUsers.Check() : ExitCode.Success;
            if (code != ExitCode.Success)
            {
                return code;
            }
            ShutdownMessage planned = Plan(request, time);
            if (words.Count > message)
            {
                SayLine(words[message]);
            }
            else
            {
                Wall.Announce(planned.Seconds);
            }
            // -k with one of the others is that one, as in the reference.
            bool isPlanned = !request.OnlyWarns || request.Kind != ShutdownKind.Single;
            error = isPlanned ? daemon.Send(planned) : Errno.None;
        }
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "notify shutdownd"u8) : ExitCode.Success;
    }

    private static void SayLine(ReadOnlySpan<byte> message)
    {
        Errno error = ChainMemory.TryAllocateArray(message.Length + 1, out Span<byte> line);
        if (error.IsNone)
        {
            message.CopyTo(line);
            line[^1] = (byte)'\n';
            Wall.Say(line);
        }
    }

    private static ShutdownMessage Plan(in Request request, in ShutdownTime time)
    {
        uint graceMs = 0;
        if (request.HasGrace)
        {
            if (request.GraceSeconds > GraceSecondsMax)
            {
                Diagnostics.Warn("delay between SIGTERM and SIGKILL is capped to 300 seconds"u8);
            }
            // 0 is the daemon's own time; a millisecond is as good as none.
            graceMs = Math.Max(Math.Min(request.GraceSeconds, GraceSecondsMax) * MillisecondsOfSecond, 1);
        }
        ulong seconds = time.Seconds;
        uint nanoseconds = 0;
        if (time.IsTimeOfDay)
        {
            ulong wait = UntilTimeOfDay(time.Hour, time.Minute);
            seconds = wait / (ulong)NanosecondsOfSecond;
            nanoseconds = (uint)(wait % (ulong)NanosecondsOfSecond);
        }
        bool powersOff = request.HaltLetter == 'P';
        return new ShutdownMessage
        {
            Kind = powersOff ? ShutdownKind.PowerOff : request.Kind,
            Seconds = seconds,
            Nanoseconds = nanoseconds,
            GraceMs = graceMs,
        };
    }

    /// <summary>Nanoseconds until the clock on the wall shows that time, today or tomorrow.</summary>
    private static ulong UntilTimeOfDay(int hour, int minute)
    {
        Tai now = Kernel.WallClock();
        if (!Kernel.TryToCivilTime(now.UnixSeconds, local: true, out CivilTime civil))
        {
            return 0;
        }
        civil.Hour = hour;
        civil.Minute = minute;
        civil.Second = 0;
        long target = Kernel.FromLocalTime(civil);
        if (target <= now.UnixSeconds)
        {
            civil.Day++;
            target = Kernel.FromLocalTime(civil);
        }
        long wait = (target - now.UnixSeconds) * NanosecondsOfSecond - now.Nanoseconds;
        return wait > 0 ? (ulong)wait : 0;
    }
}
