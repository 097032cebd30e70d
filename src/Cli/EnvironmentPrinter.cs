using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>Prints an environment to standard output; the exit code.</summary>
internal static class EnvironmentPrinter
{
    /// <summary>With a delimiter behind each variable, or, without the last, between them.</summary>
    public static int Print(EnvironmentBlock environment, byte delimiter, bool last)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.CopyLength]);
        int count = environment.Count;
        for (int i = 0; i < count; i++)
        {
            output.Write(environment.AtZ(i)[..^1]);
            if (last || i + 1 < count)
            {
                output.Write([delimiter]);
            }
        }
        return Filter.Finish(ref output);
    }

    /// <summary>Each variable as a netstring: its length, a colon, itself, a comma.</summary>
    public static int PrintNetstrings(EnvironmentBlock environment)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.CopyLength]);
        int count = environment.Count;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> variable = environment.AtZ(i)[..^1];
            output.Write((ulong)variable.Length);
            output.Write(":"u8);
            output.Write(variable);
            output.Write(","u8);
        }
        return Filter.Finish(ref output);
    }
}
