using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.LinuxUtils.Host;

/// <summary>What commands share that do something to one device or mount point, or with -a to all of a table.</summary>
internal static class OneOrAll
{
    /// <summary>Exit codes that count failures end here, so that 256 of them are no success.</summary>
    private const int FailuresMax = 255;

    private struct Request : IOptionTaker
    {
        public bool IsAll;

        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            Assert.That(letter == 'a');
            IsAll = true;
            return true;
        }
    }

    public static ReadOnlySpan<byte> Letters => "a"u8;

    public static ReadOnlySpan<byte> LongNames => "all=a"u8;

    /// <summary>Reads the command line: one thing, or an empty span for all. False where the command ends so, printed.</summary>
    public static bool TryParse(in Invocation invocation, out ReadOnlySpan<byte> oneZ, out Outcome ending)
    {
        oneZ = default;
        Request request = default;
        OptionParser options = new(invocation);
        if (!options.TryReadAll(ref request, out ending))
        {
            return false;
        }
        if (request.IsAll)
        {
            return true;
        }
        if (options.Rest.Count == 0)
        {
            ending = options.UsageError();
            return false;
        }
        oneZ = options.Rest.AtZ(0);
        return true;
    }

    /// <summary>The exit code of what was done with one thing; a failure is printed.</summary>
    public static int Finish(Errno error, ReadOnlySpan<byte> what, ReadOnlySpan<byte> nameZ) =>
        error.Failed ? Diagnostics.Unable(ExitCode.System, error, what, nameZ[..^1]) : ExitCode.Success;

    /// <summary>How many failures that makes, none or one, for which a warning is printed.</summary>
    public static int Failures(Errno error, ReadOnlySpan<byte> what, ReadOnlySpan<byte> nameZ)
    {
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, what, nameZ[..^1]);
        }
        return error.Failed ? 1 : 0;
    }

    /// <summary>The exit code for a number of entries that failed.</summary>
    public static int ExitCodeOf(int failures) => Math.Min(failures, FailuresMax);
}
