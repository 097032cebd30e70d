using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ftrig.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Creates a fifodir (s6-mkfifodir.html).</summary>
internal struct S6Mkfifodir : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-mkfifodir"u8;

    public static ReadOnlySpan<byte> Usage => "s6-mkfifodir [ -f ] [ -g gid ] fifodir"u8;

    public static ReadOnlySpan<byte> Options => "fg:"u8;

    public static ReadOnlySpan<byte> Help => """
        Creates fifodir, where listeners wait for events and notifiers send them.

          -g gid   only members of that group may listen; without it anyone may
          -f       set the rights of a fifodir that is there already

        Exits 0; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool force = false;
        bool hasGroup = false;
        uint gid = 0;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'f':
                    force = true;
                    break;
                case (byte)'g':
                    hasGroup = true;
                    if (!Text.TryParse(options.Value, out gid))
                    {
                        return options.UsageError();
                    }
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        Errno error = Fifodir.Make(options.Rest.AtZ(0), hasGroup, gid, force);
        return Outcome.Exit(error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, error, "create fifodir at "u8, options.Rest[0]));
    }
}
