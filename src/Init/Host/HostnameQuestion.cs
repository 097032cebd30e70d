using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>Has the user type the machine's name, who may think to be on another one (s6-linux-init-hpr.html: -i).</summary>
internal static class HostnameQuestion
{
    /// <summary>0, or what to exit with, printed: 1 for another name.</summary>
    public static int Ask()
    {
        if (!Kernel.IsTerminal(Fd.StandardInput) || !Kernel.IsTerminal(Fd.StandardOutput))
        {
            return Diagnostics.Fatal(
                ExitCode.Usage, "unable to ask hostname confirmation: stdin or stdout is not a tty"u8);
        }
        Span<byte> nameBytes = stackalloc byte[Limits.NameLengthMax];
        ReadOnlySpan<byte> name = UntilDot(nameBytes[..Kernel.HostName(nameBytes)]);
        Errno error = Output.WriteAll(Fd.StandardOutput, "Please enter the machine's hostname: "u8);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "write to stdout"u8);
        }
        error = Kernel.DropTypedInput(Fd.StandardOutput, Fd.StandardInput);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "empty stdin buffer"u8);
        }
        Span<byte> typed = stackalloc byte[Limits.NameLengthMax];
        Result<int> length = Kernel.Read(Fd.StandardInput, typed);
        if (!length.Ok || length.Value == 0)
        {
            return Diagnostics.Unable(
                ExitCode.System, length.Ok ? Errno.EPIPE : length.Error, "read from stdin"u8);
        }
        ReadOnlySpan<byte> answer = typed[..length.Value];
        int newline = answer.IndexOf((byte)'\n');
        answer = UntilDot(newline < 0 ? answer : answer[..newline]);
        return AreSame(answer, name)
            ? ExitCode.Success
            : Diagnostics.Fatal(ExitCode.Failure, "hostname mismatch: expecting "u8, name);
    }

    private static ReadOnlySpan<byte> UntilDot(ReadOnlySpan<byte> name)
    {
        int dot = name.IndexOf((byte)'.');
        return dot < 0 ? name : name[..dot];
    }

    /// <summary>Capitals do not matter in names of hosts.</summary>
    private static bool AreSame(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        bool same = a.Length == b.Length;
        for (int i = 0; i < a.Length && same; i++)
        {
            same = Text.ToLower(a[i]) == Text.ToLower(b[i]);
        }
        return same;
    }
}
