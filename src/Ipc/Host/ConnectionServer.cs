using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Ipc.Host;

/// <summary>
/// s6-ipcserverd's loop: accepts connections and runs a handler for each. Number 0 is the listening socket and number 1 the
/// signals: a handler gets its connection in place of both, so that it has nothing of the server's.
/// </summary>
internal ref struct ConnectionServer
{
    private readonly ServerOptions _options;
    private readonly Arguments _handler;
    private readonly EnvironmentBlock _given;
    private readonly ServerLog _log;
    private ServerEnvironment _environment;
    private ConnectionTable _table;
    private Instant _acceptsAgain;
    private bool _pauses;
    private bool _hasFailed;
    private bool _ends;

    private ConnectionServer(
        in ServerOptions options, Arguments handler, EnvironmentBlock given, ServerEnvironment environment, ConnectionTable table)
    {
        this = default;
        _options = options;
        _handler = handler;
        _given = given;
        _environment = environment;
        _table = table;
        _log = new ServerLog(options.LooksUp, table.Capacity, table.PerUserMax);
    }

    private static Fd Listener => Fd.StandardInput;

    private static Fd Signals => Fd.StandardOutput;

    /// <summary>The signals that Signals, which is opened before, has to give.</summary>
    public static SignalSet SignalsWanted => SignalSet.Empty
        .With(Signal.SIGCHLD).With(Signal.SIGTERM).With(Signal.SIGHUP).With(Signal.SIGQUIT).With(Signal.SIGABRT);

    /// <summary>Takes all the memory that it will have.</summary>
    public static Errno TryCreate(
        in ServerOptions options, Arguments handler, EnvironmentBlock given, out ConnectionServer server)
    {
        server = default;
        int room = (int)options.ConnectionsMax;
        long length = StartupArena.LengthOf<Connection>(room) + StartupArena.LengthOf<UserCount>(room)
            + ServerEnvironment.Length(given);
        Errno error = StartupArena.TryCreate(length, out StartupArena arena);
        if (error.Failed)
        {
            return error;
        }
        ConnectionTable table = new(
            arena.Allocate<Connection>(room), arena.Allocate<UserCount>(room), (int)options.PerUserMax);
        ServerEnvironment environment = ServerEnvironment.Create(given, options.LooksUp, ref arena);
        arena.Seal();
        server = new ConnectionServer(options, handler, given, environment, table);
        return Errno.None;
    }

    /// <summary>Says that it starts, which is before it says that it is ready.</summary>
    public readonly void Begin()
    {
        if (_options.IsVerbose)
        {
            Diagnostics.Info("starting"u8);
            _log.Status(0);
        }
    }

    /// <summary>Serves until a signal ends it, or until it has no listening socket any more; the exit code.</summary>
    public int Run()
    {
        while (!_ends)
        {
            Errno error = Turn();
            if (error.Failed)
            {
                return Diagnostics.Unable(ExitCode.System, error, "iopause"u8);
            }
        }
        if (_options.IsVerbose)
        {
            Diagnostics.Info("exiting"u8);
        }
        return ExitCode.Success;
    }

    private Errno Turn()
    {
        bool listens = !_table.IsFull && !_pauses;
        Span<PollDescriptor> polls =
        [
            PollDescriptor.ForReading(Signals),
            listens ? PollDescriptor.ForReading(Listener) : new PollDescriptor { Descriptor = Fd.None.Value },
        ];
        Result<int> count = Kernel.Poll(polls, _pauses ? _acceptsAgain.Until(Kernel.Now()) : -1);
        if (!count.Ok)
        {
            WaitAWhile(count.Error);
            return Errno.None;
        }
        _hasFailed = false;
        // A pause is over after its time, or with any handler's end.
        _pauses = false;
        if (polls[0].Returned != 0)
        {
            TakeSignals();
        }
        if (!_ends && polls[1].Returned != 0)
        {
            if ((polls[1].Returned & ~PollDescriptor.POLLIN) != 0)
            {
                // Not even a listening socket any more.
                return Errno.EPROTO;
            }
            Accept();
        }
        return Errno.None;
    }

    /// <summary>
    /// What the kernel refuses for want of memory it will do some time: a server that ended for it would be of no more use.
    /// Signals are looked for all the same. It is told once, until it works again.
    /// </summary>
    private void WaitAWhile(Errno error)
    {
        if (!_hasFailed)
        {
            Complain(error, "iopause"u8);
        }
        _hasFailed = true;
        _ = Kernel.Poll(default, Limits.AcceptPauseMs * 1_000_000L);
        TakeSignals();
    }

    /// <summary>Those that are left, or cannot be read now, are told of at the next turn.</summary>
    private void TakeSignals()
    {
        Span<SignalInfo> signals = stackalloc SignalInfo[4];
        Result<int> read = Kernel.ReadSignals(Signals, signals);
        for (int i = 0; read.Ok && i < read.Value; i++)
        {
            Take(signals[i].Signal);
        }
    }

    private void Take(Signal signal)
    {
        if (signal.Number == Signal.SIGCHLD.Number)
        {
            Reap();
            return;
        }
        _ends |= signal.Number != Signal.SIGHUP.Number;
        if (signal.Number == Signal.SIGTERM.Number)
        {
            Tell("received SIGTERM, quitting"u8);
        }
        else if (signal.Number == Signal.SIGHUP.Number)
        {
            Tell("received SIGHUP, sending SIGTERM+SIGCONT to all connections"u8);
            SignalAll(Signal.SIGTERM, Signal.SIGCONT);
        }
        else if (signal.Number == Signal.SIGQUIT.Number)
        {
            Tell("received SIGQUIT, sending SIGTERM+SIGCONT to all connections and quitting"u8);
            SignalAll(Signal.SIGTERM, Signal.SIGCONT);
        }
        else
        {
            Assert.That(signal.Number == Signal.SIGABRT.Number);
            Tell("received SIGABRT, sending SIGKILL to all connections and quitting"u8);
            SignalAll(Signal.SIGKILL, Signal.SIGKILL);
        }
    }

    private readonly void Tell(ReadOnlySpan<byte> text)
    {
        if (_options.IsVerbose)
        {
            Diagnostics.Info(text);
        }
    }

    /// <summary>They are children that nobody has waited for yet: their numbers are theirs still.</summary>
    private readonly void SignalAll(Signal first, Signal second)
    {
        foreach (Connection connection in _table.Connections)
        {
            _ = Kernel.Kill(connection.Handler, first);
        }
        foreach (Connection connection in _table.Connections)
        {
            if (second.Number != first.Number)
            {
                _ = Kernel.Kill(connection.Handler, second);
            }
        }
    }

    /// <summary>Takes in all handlers that have ended. There may be children that somebody left to this process, too.</summary>
    private void Reap()
    {
        while (true)
        {
            Result<ChildExit> exit = Kernel.WaitForAny(wait: false);
            if (!exit.Ok || exit.Value.Pid.IsNone)
            {
                // ECHILD is what it ends with when none is left.
                return;
            }
            if (_table.Remove(exit.Value.Pid, out uint uid) && _options.IsVerbose)
            {
                _log.End(exit.Value.Pid, uid, exit.Value.Status);
                _log.Status(_table.Count);
            }
        }
    }

    private void Accept()
    {
        Result<Fd> accepted = Kernel.Accept(Listener, _environment.PathRoom, out int pathLength);
        if (!accepted.Ok)
        {
            // Who has gone again meanwhile is not missed.
            if (accepted.Error != Errno.EAGAIN)
            {
                Complain(accepted.Error, "accept"u8);
                _pauses = true;
                _acceptsAgain = Kernel.Now().PlusMilliseconds(Limits.AcceptPauseMs);
            }
            return;
        }
        _environment.EndPath(pathLength);
        Serve(accepted.Value);
        Kernel.Close(accepted.Value);
    }

    private void Serve(Fd connection)
    {
        Account peer = default;
        if (_options.LooksUp)
        {
            Result<Account> credentials = Kernel.PeerCredentials(connection);
            if (!credentials.Ok)
            {
                Complain(credentials.Error, "getpeereid"u8);
                return;
            }
            peer = credentials.Value;
        }
        int others = _table.CountOf(peer.Uid);
        if (_table.Refuses(peer.Uid))
        {
            _log.Deny(peer, others);
            return;
        }
        _environment.Describe(peer, others, _options.LooksUp);
        Result<Pid> handler = Start(connection);
        if (!handler.Ok)
        {
            Complain(handler.Error, "spawn "u8, _handler[0]);
            return;
        }
        int count = _table.Add(handler.Value, peer.Uid);
        if (_options.IsVerbose)
        {
            _log.Allow(peer, handler.Value, count);
            _log.Status(_table.Count);
        }
    }

    /// <summary>
    /// A handler that begins with quick commands of this suite, such as s6-ipcserver-access, runs in this memory until it is
    /// over or is another program, and so does one that copies its input (s6-cat) where the client has sent all of it already;
    /// one that may wait, in a copy of this memory, which still costs less than an execve.
    /// </summary>
    private readonly Result<Pid> Start(Fd connection)
    {
        int command = Chain.FindOwn(_handler, _given);
        if (command >= 0)
        {
            return CanShare(CommandTable.Kind(command), connection)
                ? SharedChild.StartConnected(
                    command, _handler, _environment.Block, _given, connection, Limits.ConnectedWordsMax)
                : ForkedChild.StartConnected(command, _handler, _environment.Block, connection);
        }
        SpawnRequest request = new()
        {
            PathZ = _handler.AtZ(0),
            Arguments = _handler,
            Environment = _environment.Block,
            Descriptors = [new DescriptorMove(connection, 0), new DescriptorMove(connection, 1)],
        };
        return Kernel.Spawn(request);
    }

    /// <summary>
    /// While a handler is in this memory, nothing goes on here: what it writes must not wait. That has room in the
    /// connection's buffer, and what it tells must have room where it is told, which may be a pipe that a logger is slow to read.
    /// </summary>
    private readonly bool CanShare(CommandKind kind, Fd connection)
    {
        if (kind is not (CommandKind.Quick or CommandKind.Copier)
            || !ChainRunner.Fits(_handler, _environment.Block, Limits.ConnectedWordsMax))
        {
            return false;
        }
        Span<PollDescriptor> polls =
        [
            new PollDescriptor { Descriptor = Fd.StandardError.Value, Events = PollDescriptor.POLLOUT },
            new PollDescriptor { Descriptor = connection.Value, Events = SmallInput.Events },
        ];
        return Kernel.Poll(polls, 0).Ok && polls[0].Returned == PollDescriptor.POLLOUT
            && (kind == CommandKind.Quick || SmallInput.IsWhole(polls[1]));
    }

    private readonly void Complain(Errno error, ReadOnlySpan<byte> what, ReadOnlySpan<byte> name = default)
    {
        if (_options.Verbosity > Verbosity.Quiet)
        {
            Diagnostics.WarnUnable(error, what, name);
        }
    }
}
