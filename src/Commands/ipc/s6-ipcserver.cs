using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ipc;
using Sestet.Ipc.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>
/// Serves a socket of the Unix domain (s6-ipcserver.html): becomes the chain of programs that do it, which are
/// s6-ipcserver-socketbinder, s6-applyuidgid where privileges are to be dropped, and s6-ipcserverd.
/// </summary>
internal struct S6Ipcserver : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-ipcserver"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-ipcserver [ -q | -Q | -v ] [ -d | -D ] [ -P | -p ] [ -1 ] [ -c maxconn ] [ -C localmaxconn ] [ -b backlog ] [ -a socketperms ] [ -G gid,gid,... ] [ -g gid ] [ -u uid ] [ -U ] path prog..."u8;

    public static ReadOnlySpan<byte> Options => "qQvDd1UPpc:C:b:a:u:g:G:"u8;

    public static ReadOnlySpan<byte> Operands => "wr"u8;

    public static ReadOnlySpan<byte> Help => """
        Binds a socket of the Unix domain to path, and for every client that connects runs prog, with the connection as its
        standard input and output. It executes s6-ipcserver-socketbinder, s6-applyuidgid where it is to change its user, and
        s6-ipcserverd, whose help tells of variables, limits and signals.

          -1         write a newline to standard output when connections are accepted, and close it
          -q -Q -v   tell of errors only; of what goes wrong (the default); of every connection
          -d -D      remove what is at path before (the default); or not
          -p -P      look up who clients are (the default); or not
          -c -C MAX  at most so many connections, and so many of one user; 40 by default
          -b NUMBER  so many connections may wait to be accepted
          -a PERMS   the permissions of path, in octal; 0777 by default: everybody may connect
          -u, -g, -G the user, the group, and the groups, in numbers with commas, to change to when the socket is bound
          -U         these three from the variables UID, GID and GIDLIST, which are taken out of the environment

        Exits 100 on wrong usage, else as the programs that it becomes.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        ServerCommandLine line = new();
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (!line.TryTake(letter, options.ValueZ))
            {
                return options.UsageError();
            }
        }
        if (options.Rest.Count < 2)
        {
            return options.UsageError();
        }
        Errno error = line.TryBuild(options.Rest, out Arguments words);
        return error.Failed
            ? Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "exec "u8, "s6-ipcserver-socketbinder"u8))
            : Outcome.Chain(words, invocation.Environment);
    }
}
