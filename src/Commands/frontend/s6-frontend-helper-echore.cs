using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes patterns for grep of a list of names (s6-frontend-helper-echore.html).</summary>
internal struct S6FrontendHelperEchore : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-frontend-helper-echore"u8;

    public static ReadOnlySpan<byte> Usage => "s6-frontend-helper-echore list"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Prints ^NAME/ for every line of list: what lines of s6-rc for these services begin with. This suite's s6 does not
        need it.

        Exits 0; 100 on wrong usage; 111 where it could not write.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        if (invocation.Arguments.Count == 0)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        ReadOnlySpan<byte> rest = invocation.Arguments[0];
        while (!rest.IsEmpty)
        {
            int newline = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> name = newline < 0 ? rest : rest[..newline];
            rest = rest[Math.Min(name.Length + 1, rest.Length)..];
            output.Write("^"u8);
            output.Write(name);
            output.Write("/\n"u8);
        }
        return Outcome.Exit(Filter.Finish(ref output));
    }
}
