using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Starts and stops services with what they depend on, and tells which are up (s6-rc.html).</summary>
internal struct S6Rc : ICommand
{
    private const byte NoLock = 1;

    private enum Task : byte
    {
        Unknown,
        Help,
        List,
        ListAll,
        Diff,
        Change,
        Start,
        Stop,
        Reload,
    }

    private struct Request
    {
        public ChangeOptions Change;
        public TextReference Live;
        public NumberOption Verbosity;
        public NumberOption DryRun;
        public NumberOption Timeout;
        public bool Down;
        public bool Prunes;
        public bool AddsLive;
        public bool Waits;
        public bool TakesNoLock;

        /// <summary>Stops essential services, and hides them from lists.</summary>
        public bool WithoutEssential;
    }

    public static ReadOnlySpan<byte> Name => "s6-rc"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-rc [ -v verbosity ] [ -n dryrunthrottle ] [ -t timeout ] [ -l live ] [ -b ] [ -E | -e ] [ -u | -d | -D ] "u8
        + "[ -p ] [ -a ] help|list|listall|diff|start|stop|reload|change [ servicenames... ]"u8;

    public static ReadOnlySpan<byte> Options => "v:n:t:l:bEeudDpa\u0001"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "up=u down=d all-down=D prune=p add=a block=b with-essentials=E without-essentials=e no-lock=\u0001 "u8
        + "verbosity=v dry-run=n timeout=t livedir=l"u8;

    public static ReadOnlySpan<byte> Help => """
        Brings services, by name or in bundles, up or down, with all that they depend on or that depends on them, as many as
        can beside each other, and prints which are up.

          change   brings the selection up, or with -d down        start, stop   the same as -u change and -d change
          reload   has services that are up reload: SIGHUP for longruns, the script reload for oneshots
          list     prints the selection, with -d all the others
          listall  prints it with all that it depends on, with -d with all that depends on it
          diff     prints longruns that s6 is to keep up and s6-rc takes for down (+), or the reverse (-); then exits 1

          -l, --livedir=DIR         the live directory, /run/s6-rc by default
          -a, --add                 all that is up belongs to the selection, too
          -u, --up; -d, --down      which way
          -D, --all-down            down, even what is essential
          -p, --prune               the selection, and nothing else; with -d all that can be without it
          -b, --block               wait for other s6-rc commands, which else is an error; --no-lock: do not care
          -e, --without-essentials  lists lack essential services; -E, --with-essentials: they have them
          -n, --dry-run=MS          only print what would be done; each transition takes so long
          -t, --timeout=MS          give up after that time, with 2
          -v, --verbosity=N         0: only what is fatal; 1: what fails; 2: every transition; 3: more

        A transition that was cut short, by a kill or by -t, is done again by the next change that has to do with its service.

        Exits 0; 1 where a transition failed; 2 when it took too long; 3 for an unknown service; 4 for an invalid database;
        100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = new() { Live = new TextReference("/run/s6-rc"u8) };
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            Apply(letter, options, ref request);
        }
        if (!TryReadNumbers(ref request))
        {
            return Outcome.Exit(ExitCode.Usage);
        }
        Arguments words = options.Rest;
        if (words.Count == 0)
        {
            return options.UsageError();
        }
        Task task = FindTask(words[0]);
        if (task == Task.Unknown)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "unknown command: "u8, words[0]));
        }
        return Outcome.Exit(task == Task.Help ? PrintHelp() : Carry(Simplify(task, ref request), request, words.From(1)));
    }

    private static void Apply(byte letter, scoped in OptionParser options, scoped ref Request request)
    {
        switch (letter)
        {
            case (byte)'u':
                request.Down = false;
                break;
            case (byte)'d':
                request.Down = true;
                break;
            case (byte)'D':
                request.Down = true;
                request.WithoutEssential = true;
                break;
            case (byte)'E':
                request.WithoutEssential = false;
                break;
            case (byte)'e':
                request.WithoutEssential = true;
                break;
            case (byte)'p':
                request.Prunes = true;
                break;
            case (byte)'a':
                request.AddsLive = true;
                break;
            case (byte)'b':
                request.Waits = true;
                break;
            case NoLock:
                request.TakesNoLock = true;
                break;
            case (byte)'v':
                request.Verbosity.Take(options);
                break;
            case (byte)'n':
                request.DryRun.Take(options);
                break;
            case (byte)'t':
                request.Timeout.Take(options);
                break;
            default:
                Assert.That(letter == 'l');
                request.Live = new TextReference(options.Value);
                break;
        }
    }

    private static bool TryReadNumbers(scoped ref Request request)
    {
        request.Change.IsDryRun = request.DryRun.IsGiven;
        request.Change.StopsEssential = request.WithoutEssential;
        request.Change.Live = request.Live.Text;
        bool ok = request.Verbosity.TryRead("verbosity"u8, 1, out request.Change.Verbosity)
            & request.DryRun.TryRead("dry-run"u8, 0, out request.Change.DryRunMs)
            & request.Timeout.TryRead("timeout"u8, 0, out uint timeoutMs);
        request.Change.Deadline = timeoutMs == 0 ? Instant.Infinite : Kernel.Now().PlusMilliseconds(timeoutMs);
        return ok;
    }

    private static Task FindTask(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("help"u8) ? Task.Help
        : word.SequenceEqual("list"u8) ? Task.List
        : word.SequenceEqual("listall"u8) ? Task.ListAll
        : word.SequenceEqual("diff"u8) ? Task.Diff
        : word.SequenceEqual("change"u8) ? Task.Change
        : word.SequenceEqual("start"u8) ? Task.Start
        : word.SequenceEqual("stop"u8) ? Task.Stop
        : word.SequenceEqual("reload"u8) ? Task.Reload
        : Task.Unknown;

    /// <summary>Start and stop are changes without -p.</summary>
    private static Task Simplify(Task task, scoped ref Request request)
    {
        if (task is not (Task.Start or Task.Stop))
        {
            return task;
        }
        request.Down = task == Task.Stop;
        request.Prunes = false;
        return Task.Change;
    }

    private static int Carry(Task task, scoped in Request request, Arguments names)
    {
        ReadOnlySpan<byte> live = request.Live.Text;
        int code = ExitCode.Success;
        if (!request.TakesNoLock)
        {
            LockKind kind = task is Task.Change or Task.Reload ? LockKind.Exclusive : LockKind.Shared;
            code = LiveLocks.Take(live, kind, request.Waits);
        }
        LiveServices services = default;
        code = code == ExitCode.Success ? services.Open(live) : code;
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (task == Task.Diff)
        {
            code = LiveChange.EnterServiceDirectories(live);
            return code == ExitCode.Success ? LiveReports.Diff(services, live) : code;
        }
        code = services.Select(names, task == Task.Change, !request.Down);
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (request.AddsLive)
        {
            services.Selection.AddLive(services.States);
        }
        if (task == Task.List)
        {
            if (request.Down)
            {
                services.Selection.Invert();
            }
            return LiveReports.List(services, request.WithoutEssential);
        }
        code = services.ReadDependencies(out ServiceGraph graph);
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (task == Task.Reload)
        {
            return LiveChange.Reload(services, graph, request.Change);
        }
        services.Selection.Close(graph, services.Queue, !request.Down);
        return task == Task.ListAll
            ? LiveReports.List(services, request.WithoutEssential)
            : LiveChange.Change(services, graph, request.Change, !request.Down, request.Prunes);
    }

    private static int PrintHelp()
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        output.Write("s6-rc help\n"u8);
        output.Write("s6-rc [ -l live ] [ -a ] list [ servicenames... ]\n"u8);
        output.Write("s6-rc [ -l live ] [ -a ] [ -u | -d ] listall [ servicenames... ]\n"u8);
        output.Write("s6-rc [ -l live ] diff\n"u8);
        output.Write("s6-rc [ -l live ] [ -a ] [ -u | -d | -D ] [ -p ] [ -v verbosity ] [ -t timeout ] "u8);
        output.Write("[ -n dryrunthrottle ] change [ servicenames... ]\n"u8);
        output.Flush();
        return output.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8)
            : ExitCode.Success;
    }
}
