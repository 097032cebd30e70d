using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>supervise/failure: why a service has failed permanently, in a line for people.</summary>
internal static class FailureFile
{
    private const int LengthMax = 128;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Write(uint deaths, WaitStatus last, bool outOfMemory)
    {
        PathBuffer text = new(stackalloc byte[LengthMax]);
        AppendNumber(ref text, deaths);
        text.Append(" deaths in a row are more than max-restarts allows; the last: "u8);
        if (last.IsUnknown)
        {
            text.Append("exitcode unknown"u8);
        }
        else if (last.IsSignaled)
        {
            text.Append("signal SIG"u8);
            text.Append(new Signal(last.SignalNumber).Name);
        }
        else
        {
            text.Append("exitcode "u8);
            AppendNumber(ref text, (uint)last.ExitCode);
        }
        text.Append(outOfMemory ? ", out of memory\n"u8 : "\n"u8);
        Assert.That(!text.Overflowed);
        Errno error = AtomicFile.Replace(
            Fd.CurrentDirectory, ServiceFile.FailureZ, ServiceFile.FailureTemporaryZ, text.Text);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "write "u8, ServiceFile.FailureZ[..^1]);
        }
        Diagnostics.Warn("service has failed permanently: "u8, text.Text[..^1]);
    }

    /// <summary>The service is started once more; that there is none is as it should be.</summary>
    public static void Remove() => _ = Kernel.Unlink(Fd.CurrentDirectory, ServiceFile.FailureZ);

    private static void AppendNumber(ref PathBuffer text, uint number)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        text.Append(digits[..Text.Format(number, digits)]);
    }
}
