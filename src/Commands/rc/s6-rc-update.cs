using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Exchanges a live directory's database, and adjusts what is up (s6-rc-update.html).</summary>
internal struct S6RcUpdate : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-rc-update"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-rc-update [ -n ] [ -v verbosity ] [ -t timeout ] [ -l live ] [ -f conversion_file ] [ -E | -e ] [ -b ] newdb"u8;

    public static ReadOnlySpan<byte> Options => "v:t:nl:f:bEe"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "verbosity=v timeout=t dry-run=n livedir=l conversion-file=f block=b no-force-essentials=E force-essentials=e"u8;

    public static ReadOnlySpan<byte> Help => """
        Has the live directory use the compiled database newdb, and goes on with all that is up: what is in both stays as it
        is; what has gone, or changed its type, or depends on such or on something new, is stopped first, and started at the
        end.

          -f, --conversion-file=FILE   lines "old -> new", "old -> new restart", "old restart"
          -n, --dry-run                only print the s6-rc command lines
          -e, --force-essentials       stop essential services like others; -E, --no-force-essentials: keep them, the default
          -l, --livedir=DIR            the live directory, /run/s6-rc by default
          -b, --block                  wait for other s6-rc commands, which else is an error
          -t, --timeout=MS             give up after that time
          -v, --verbosity=N            0: only what is fatal; 1: what fails; 2: every step

        An s6-rc-update that was killed is undone or completed by the next one.

        Exits 0; 1 or 2 where services failed or took too long under newdb, 9 or 10 before, and nothing was exchanged; 3 for
        an unknown service, 5 for one that is a bundle, 6 for one named or meant twice; 4 for an invalid database; 100 on
        wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        UpdateOptions request = new()
        {
            Live = new TextReference("/run/s6-rc"u8), ConversionsZ = new TextReference("/dev/null\0"u8),
        };
        NumberOption verbosity = default;
        NumberOption timeout = default;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case OptionParser.Bad:
                    return Outcome.Exit(ExitCode.Usage);
                case (byte)'v':
                    verbosity.Take(options);
                    break;
                case (byte)'t':
                    timeout.Take(options);
                    break;
                case (byte)'l':
                    request.Live = new TextReference(options.Value);
                    break;
                case (byte)'f':
                    request.ConversionsZ = new TextReference(options.ValueZ);
                    break;
                case (byte)'n':
                    request.IsDryRun = true;
                    break;
                case (byte)'b':
                    request.Waits = true;
                    break;
                default:
                    request.ForcesEssential = letter == 'e';
                    break;
            }
        }
        if (!verbosity.TryRead("verbosity"u8, 1, out request.Verbosity) || !timeout.TryRead("timeout"u8, 0, out uint timeoutMs))
        {
            return Outcome.Exit(ExitCode.Usage);
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        request.Deadline = timeoutMs == 0 ? Instant.Infinite : Kernel.Now().PlusMilliseconds(timeoutMs);
        request.DatabaseZ = new TextReference(options.Rest.AtZ(0));
        ReadOnlySpan<byte> database = request.DatabaseZ.Text[..^1];
        ReadOnlySpan<byte> relative = !IsAbsolute(request.Live.Text) ? request.Live.Text : database;
        if (!IsAbsolute(request.Live.Text) || !IsAbsolute(database))
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, relative, " is not an absolute path"u8));
        }
        LiveUpdate update = new(request, invocation.Environment);
        return update.Run();
    }

    private static bool IsAbsolute(ReadOnlySpan<byte> path) => !path.IsEmpty && path[0] == '/';
}
