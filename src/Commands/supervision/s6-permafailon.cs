using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Has a service fail for good when it has died too often (s6-permafailon.html).</summary>
internal struct S6Permafailon : ICommand
{
    /// <summary>What tells s6-supervise not to start the service again (servicedir.html, finish).</summary>
    private const int PermanentFailure = 125;

    public static ReadOnlySpan<byte> Name => "s6-permafailon"u8;

    public static ReadOnlySpan<byte> Usage => "s6-permafailon seconds deathcount statuslist prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        For finish scripts. Exits 125, so that the service is not started again, where it has died deathcount times in the
        last so many seconds in a way that statuslist has; else executes prog.

        statuslist is a list with commas, of exit codes (1), intervals of them (101-103), and signals (SIGSEGV, sig11).

        Exits 100 on wrong usage; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count < 3
            || !Text.TryParse(words[0], out uint seconds)
            || !Text.TryParse(words[1], out uint count)
            || count == 0)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        ReadOnlySpan<byte> wrong = DeathPattern.Parse(words[2], out DeathPattern pattern);
        if (!wrong.IsEmpty)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, wrong));
        }
        if (HasFailed(pattern, seconds, (int)Math.Min(count, (uint)Limits.DeathTallyMax)))
        {
            return Outcome.Exit(PermanentFailure);
        }
        // As in the reference, no program is one that ends well.
        return words.Count == 3 ? Outcome.Exit(ExitCode.Success) : Outcome.Chain(words.From(3), invocation.Environment);
    }

    private static bool HasFailed(in DeathPattern pattern, uint seconds, int count)
    {
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, ServiceFile.DeathTallyZ);
        if (!status.Ok)
        {
            Diagnostics.WarnUnable(status.Error, "stat "u8, ServiceFile.DeathTallyZ[..^1]);
            return false;
        }
        if (status.Value.Size % DeathRecord.Length != 0 || status.Value.Size > Limits.DeathTallyMax * DeathRecord.Length)
        {
            Diagnostics.Warn("invalid "u8, ServiceFile.DeathTallyZ[..^1]);
            return false;
        }
        Span<byte> records = stackalloc byte[Limits.DeathTallyMax * DeathRecord.Length];
        Result<int> length = DeathTallyFile.Read("."u8, records);
        if (!length.Ok)
        {
            Diagnostics.WarnUnable(length.Error, "read "u8, ServiceFile.DeathTallyZ[..^1]);
            return false;
        }
        Tai now = Kernel.WallClock();
        Tai since = new(now.Seconds - Math.Min(seconds, now.Seconds), now.Nanoseconds);
        int matches = 0;
        for (int at = 0; at < length.Value; at += DeathRecord.Length)
        {
            DeathRecord death = DeathRecord.Unpack(records[at..]);
            if (death.Stamp.CompareTo(since) >= 0 && pattern.Matches(death) && ++matches >= count)
            {
                Report(death, seconds, count);
                return true;
            }
        }
        return false;
    }

    private static void Report(in DeathRecord death, uint seconds, int count)
    {
        PathBuffer text = new(stackalloc byte[Limits.NameLengthMax]);
        text.Append("PERMANENT FAILURE triggered after "u8);
        text.Append((ulong)count);
        text.Append(" events involving "u8);
        text.Append(death.Signal != 0 ? "signal "u8 : "exit code "u8);
        text.Append(death.Signal != 0 ? (ulong)death.Signal : death.ExitCode);
        text.Append(" in the last "u8);
        text.Append((ulong)seconds);
        text.Append(" seconds"u8);
        Assert.That(!text.Overflowed);
        Diagnostics.Info(text.Text);
    }
}
