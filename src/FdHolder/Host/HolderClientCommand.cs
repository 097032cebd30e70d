using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.FdHolder.Host;

/// <summary>What the commands that talk to a fd-holder have in common.</summary>
internal static class HolderClientCommand
{
    /// <summary>Reads the value of an option that is a number; false, printed, where it is none.</summary>
    public static bool TryReadNumber(in OptionParser options, out uint number)
    {
        bool ok = Text.TryParse(options.Value, out number);
        if (!ok)
        {
            _ = options.UsageError();
        }
        return ok;
    }

    /// <summary>For commands whose only option is -t: 0, or an exit code, printed.</summary>
    public static int ReadTimeout(ref OptionParser options, out uint timeoutMs)
    {
        timeoutMs = 0;
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad || !TryReadNumber(options, out timeoutMs))
            {
                return ExitCode.Usage;
            }
            Assert.That(letter == 't');
        }
        return ExitCode.Success;
    }

    /// <summary>Connects: 0, or an exit code, printed. Which: "source " and the like, or nothing.</summary>
    public static int Connect(
        ref HolderConnection holder, ReadOnlySpan<byte> pathZ, uint timeoutMs, ReadOnlySpan<byte> which = default)
    {
        Errno error = holder.Open(pathZ, timeoutMs);
        return error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, error, "connect to a "u8, which, "fd-holder daemon at "u8, pathZ[..^1]);
    }
}
