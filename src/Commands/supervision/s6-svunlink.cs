using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Takes a service out of a scan directory and waits for its supervisor to leave (s6-svunlink.html).</summary>
internal struct S6Svunlink : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-svunlink"u8;

    public static ReadOnlySpan<byte> Usage => "s6-svunlink [ -X ] [ -t timeout ] scandir servicename"u8;

    public static ReadOnlySpan<byte> Options => "Xt:"u8;

    public static ReadOnlySpan<byte> Help => """
        Removes the link scandir/servicename, has the s6-svscan of scandir stop what is gone, and waits until the service's
        supervisor, and its logger's, have left.

          -X  do not wait
          -t  milliseconds to wait at most; 0, the default, is without end

        Exits 0, also after the time; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        ServiceLink link = default;
        OptionParser options = new(invocation);
        int code = link.Parse(ref options);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        Arguments words = options.Rest;
        ReadOnlySpan<byte> name = words[1];
        if (name.IsEmpty || name[0] is (byte)'.' or (byte)'/')
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "invalid service name"u8));
        }
        Errno error = link.Remove(words[0], name);
        return Outcome.Exit(error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(
                ExitCode.System, error, "prepare unlinking of service "u8, name, " in scandir "u8, words[0]));
    }
}
