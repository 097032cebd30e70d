using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>A loop over what is read from a descriptor.</summary>
internal static class LineLoop
{
    /// <summary>Runs it to its end: the exit code. Hidden: a descriptor that the program does not get, or Fd.None.</summary>
    public static int Run(
        in LoopOptions options,
        ref LineSource source,
        ReadOnlySpan<byte> variable,
        Arguments program,
        EnvironmentBlock environment,
        Fd hidden)
    {
        int code = Loop.Create(options, Limits.LoopChildrenMax, variable, program, environment, out Loop loop);
        if (code != ExitCode.Success)
        {
            return code;
        }
        loop.Hide(hidden);
        Errno error;
        while (source.TryRead(out ReadOnlySpan<byte> value, out error))
        {
            if (!loop.TryRun(value, out code))
            {
                return code;
            }
        }
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, source.Step) : loop.Finish();
    }
}
