using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.LinuxUtils.Host;

/// <summary>What clock ticks since boot, as /proc counts them, are to the clocks on the wall.</summary>
internal readonly struct ProcessClock
{
    private const long TickNanoseconds = 10_000_000;

    /// <summary>Ticks that are passed over as too many: a quarter of what nanoseconds of 64 bits can count.</summary>
    private const ulong TicksMax = (ulong)(long.MaxValue / TickNanoseconds / 4);

    private readonly long _sinceBoot;
    private readonly Tai _now;

    private ProcessClock(long sinceBoot, Tai now)
    {
        _sinceBoot = sinceBoot;
        _now = now;
    }

    public static ProcessClock Read() => new(Kernel.SinceBoot(), Kernel.WallClock());

    /// <summary>The wall clock's time then.</summary>
    public Tai TimeOf(ulong ticks)
    {
        long now = _now.UnixSeconds * 1_000_000_000 + _now.Nanoseconds;
        long then = Math.Max(now - _sinceBoot + NanosecondsOf(ticks), 0);
        return Tai.FromUnix(then / 1_000_000_000, (uint)(then % 1_000_000_000));
    }

    /// <summary>Some ticks of work as a part of the time since start, in percent.</summary>
    public void AppendShare(ulong ticks, ulong start, scoped ref PathBuffer text) => ProcessText.AppendShare(
        (ulong)NanosecondsOf(ticks), (ulong)Math.Max(_sinceBoot - NanosecondsOf(start), 0), ref text);

    /// <summary>"HH:MM:SS" today, "MonDD HH:MM" this year, else "YYYY-MM-DD".</summary>
    public void AppendStart(ulong ticks, scoped ref PathBuffer text)
    {
        const int NameLength = 3;
        bool isKnown = Kernel.TryToCivilTime(_now.UnixSeconds, local: true, out CivilTime now);
        isKnown &= Kernel.TryToCivilTime(TimeOf(ticks).UnixSeconds, local: true, out CivilTime then);
        if (!isKnown)
        {
            text.Append("-"u8);
            return;
        }
        if (then.Year != now.Year)
        {
            text.Append((ulong)then.Year);
            AppendTwoDigits("-"u8, then.Month, ref text);
            AppendTwoDigits("-"u8, then.Day, ref text);
            return;
        }
        bool isToday = then.Month == now.Month && then.Day == now.Day;
        if (!isToday)
        {
            text.Append("JanFebMarAprMayJunJulAugSepOctNovDec"u8.Slice((then.Month - 1) * NameLength, NameLength));
            AppendTwoDigits(default, then.Day, ref text);
            text.Append(" "u8);
        }
        AppendTwoDigits(default, then.Hour, ref text);
        AppendTwoDigits(":"u8, then.Minute, ref text);
        if (isToday)
        {
            AppendTwoDigits(":"u8, then.Second, ref text);
        }
    }

    private static long NanosecondsOf(ulong ticks) => (long)Math.Min(ticks, TicksMax) * TickNanoseconds;

    private static void AppendTwoDigits(ReadOnlySpan<byte> before, int number, scoped ref PathBuffer text)
    {
        text.Append(before);
        ProcessText.AppendTwoDigits((ulong)number, ref text);
    }
}
