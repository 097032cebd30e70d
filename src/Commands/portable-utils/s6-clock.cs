using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints or sets the system clock (s6-clock.html).</summary>
internal struct S6Clock : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-clock"u8;

    public static ReadOnlySpan<byte> Usage => "s6-clock [ tai64nlabel ]"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the time as a TAI64N label, or sets the system clock to that of a label.

        Exits 0; 100 on wrong usage; 111 where the clock cannot be set or the output not be written.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        if (invocation.Arguments.Count == 0)
        {
            Span<byte> label = stackalloc byte[Tai.TextLength];
            Kernel.WallClock().Format(label);
            return Outcome.Exit(Filter.Print(label));
        }
        ReadOnlySpan<byte> text = invocation.Arguments[0];
        if (text.Length != Tai.TextLength || !Tai.TryParse(text, out Tai time))
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Errno error = time.IsBeforeUnixEpoch ? Errno.EINVAL : Kernel.SetWallClock(time);
        return Outcome.Exit(error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "taia_setnow"u8)
            : ExitCode.Success);
    }
}
