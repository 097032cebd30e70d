using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Ftrig.Host;

/// <summary>What the s6-ftrig listeners have in common: their options, their exit codes, what they print.</summary>
internal static class ListenOptions
{
    /// <summary>Reads -t, and -a or -o where the command has them: 0, or an exit code, printed.</summary>
    public static int Parse(ref OptionParser options, out uint timeoutMs, out bool any)
    {
        timeoutMs = 0;
        any = false;
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'a':
                    any = false;
                    break;
                case (byte)'o':
                    any = true;
                    break;
                case (byte)'t':
                    if (!Text.TryParse(options.Value, out timeoutMs))
                    {
                        return Diagnostics.Fatal(ExitCode.Usage, "timeout must be an unsigned integer"u8);
                    }
                    break;
                default:
                    return ExitCode.Usage;
            }
        }
        return ExitCode.Success;
    }

    /// <summary>
    /// The exit code of a wait that failed: 1 for the time (s6-ftrig-wait.html), else that of a system call.
    /// </summary>
    public static int CodeOf(Errno error) => error == Errno.ETIMEDOUT ? ExitCode.Failure : ExitCode.System;

    /// <summary>"One byte followed by a newline."</summary>
    public static int Print(byte last)
    {
        Span<byte> line = [last, (byte)'\n'];
        Errno error = Output.WriteAll(Fd.StandardOutput, line);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "write to stdout"u8) : ExitCode.Success;
    }
}
