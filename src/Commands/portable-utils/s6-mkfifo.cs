using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes FIFOs (s6-mkfifo.html).</summary>
internal struct S6Mkfifo : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-mkfifo"u8;

    public static ReadOnlySpan<byte> Usage => "s6-mkfifo [ -m mode ] fifo..."u8;

    public static ReadOnlySpan<byte> Options => "m:"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes FIFOs.

          -m  their mode, an octal number; 0666 without what the umask has by default

        Exits 0; 100 on wrong usage; 111 at the first that cannot be made.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        uint mode = 0x1b6;
        bool hasMode = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (!Octal.TryParseMode(options.Value, out mode))
            {
                return options.UsageError();
            }
            hasMode = true;
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        uint umask = Kernel.SetUmask(0);
        int code = Make(options.Rest, hasMode ? mode : mode & ~umask);
        _ = Kernel.SetUmask(umask);
        return Outcome.Exit(code);
    }

    private static int Make(Arguments paths, uint mode)
    {
        for (int i = 0; i < paths.Count; i++)
        {
            Errno error = Kernel.MakeFifo(Fd.CurrentDirectory, paths.AtZ(i), mode);
            if (error.Failed)
            {
                return Diagnostics.Unable(ExitCode.System, error, "mkfifo "u8, paths[i]);
            }
        }
        return ExitCode.Success;
    }
}
