using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints or sets the file creation mask (posix-umask.html).</summary>
internal struct PosixUmask : ICommand
{
    public static ReadOnlySpan<byte> Name => "posix-umask"u8;

    public static ReadOnlySpan<byte> Usage => "posix-umask [ -S ] [ mask ] [ prog... ]"u8;

    public static ReadOnlySpan<byte> Options => "S"u8;

    public static ReadOnlySpan<byte> Help => """
        Without a mask it prints the file creation mask; else it sets it and executes prog..., if there is one. The mask is
        an octal number or, as for chmod, says who may do what ("u=rwx,g-w").

          -S  print it the second way

        Exits 0 without a prog; 1 where mask is none; 100 on wrong usage; 111 where it cannot write; 126 or 127 where prog
        cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool symbolic = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            symbolic = true;
        }
        Arguments words = options.Rest;
        uint old = Kernel.SetUmask(0);
        if (words.Count == 0)
        {
            _ = Kernel.SetUmask(old);
            return Outcome.Exit(Print(old, symbolic));
        }
        bool number = OctalNumber.TryParseStart(words[0], out uint mask, out int digits) && digits == words[0].Length;
        if (!number)
        {
            if (!SymbolicMode.TryApply(words[0], ~old & FileMode.Permissions, out uint allowed))
            {
                _ = Kernel.SetUmask(old);
                return Outcome.Exit(Diagnostics.Fatal(ExitCode.Failure, "invalid mode string"u8));
            }
            mask = ~allowed;
        }
        _ = Kernel.SetUmask(mask & FileMode.Permissions);
        return words.Count == 1
            ? Outcome.Exit(ExitCode.Success)
            : Outcome.Chain(words.From(1), invocation.Environment);
    }

    private static int Print(uint mask, bool symbolic)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        Span<byte> text = stackalloc byte[SymbolicMode.LengthMax];
        int length = symbolic ? SymbolicMode.Format(~mask & FileMode.Permissions, text) : OctalNumber.Format(mask, text);
        output.Write(text[..length]);
        output.Write("\n"u8);
        output.Flush();
        return output.Error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8);
    }
}
