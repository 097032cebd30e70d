using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cdb.Host;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.FdHolder.Host;

/// <summary>
/// The hands of a Holder: accepts connections, looks up what they may do, moves bytes and descriptors, and waits. All memory is
/// there before the first connection; clients beyond their number wait in the kernel. Nothing that the kernel refuses ends it,
/// for with it all descriptors would be lost.
/// </summary>
internal ref partial struct HolderServer
{
    private const int FirstClientPoll = 2;

    private readonly HolderOptions _options;
    private readonly Fd _signals;
    private readonly Span<HolderClient> _clients;
    private readonly Span<PollDescriptor> _polls;

    /// <summary>The compiled rules; none where a directory has them.</summary>
    private Fd _database;
    private Holder _holder;
    private RegexTable _expressions;
    private Instant _now;

    /// <summary>Whoever could not be served for want of memory or descriptors waits until then.</summary>
    private Instant _pauseEnd;
    private bool _acceptPauses;
    private bool _requestsWait;
    private bool _hasWarned;

    /// <summary>A connection: the holder knows it by its index.</summary>
    internal struct HolderClient
    {
        public Fd Connection;
        public AccessRights Rights;

        /// <summary>It is not looked at before the pause ends.</summary>
        public bool Pauses;
    }

    private HolderServer(in HolderOptions options, Fd signals, Fd database, scoped ref StartupArena arena)
    {
        this = default;
        int clients = (int)options.ClientsMax;
        int descriptors = (int)options.FdsMax;
        _options = options;
        _signals = signals;
        _database = database;
        _clients = arena.Allocate<HolderClient>(clients);
        _polls = arena.Allocate<PollDescriptor>(FirstClientPoll + clients);
        _expressions = new RegexTable(arena.Allocate<RegexTable.Entry>(RegexTable.LengthFor(clients)));
        HolderMemory memory = new()
        {
            Conversations = arena.Allocate<Conversation>(clients),
            Walks = arena.Allocate<FdWalk>(clients),
            Input = arena.Allocate<byte>(clients * Limits.HolderRequestLengthMax),
            InputDescriptors = arena.Allocate<Fd>(clients * Limits.DescriptorsReceivedMax),
            Answers = arena.Allocate<byte>(clients * Limits.HolderAnswerLength),
            Places = arena.Allocate<HeldFd>(descriptors),
            Buckets = arena.Allocate<int>(descriptors),
            Deadlines = arena.Allocate<DeadlineHeap.Entry>(descriptors),
            DeadlinePlaces = arena.Allocate<int>(descriptors),
            Released = arena.Allocate<Fd>(HolderMemory.ReleasedLength(descriptors)),
        };
        _holder = new Holder(memory, options.ClientTimeoutMs);
        foreach (ref HolderClient client in _clients)
        {
            client.Connection = Fd.None;
        }
    }

    public static Errno TryCreate(in HolderOptions options, Fd signals, Fd database, out HolderServer server)
    {
        server = default;
        long clients = options.ClientsMax;
        long descriptors = options.FdsMax;
        long length = StartupArena.LengthOf<HolderClient>(clients)
            + StartupArena.LengthOf<PollDescriptor>(FirstClientPoll + clients)
            + StartupArena.LengthOf<RegexTable.Entry>(RegexTable.LengthFor((int)clients))
            + StartupArena.LengthOf<Conversation>(clients)
            + StartupArena.LengthOf<FdWalk>(clients)
            + StartupArena.LengthOf<byte>(clients * Limits.HolderRequestLengthMax)
            + StartupArena.LengthOf<Fd>(clients * Limits.DescriptorsReceivedMax)
            + StartupArena.LengthOf<byte>(clients * Limits.HolderAnswerLength)
            + StartupArena.LengthOf<HeldFd>(descriptors)
            + StartupArena.LengthOf<int>(descriptors) * 2
            + StartupArena.LengthOf<DeadlineHeap.Entry>(descriptors)
            + StartupArena.LengthOf<Fd>(HolderMemory.ReleasedLength((int)descriptors));
        Errno error = StartupArena.TryCreate(length, out StartupArena arena);
        if (error.IsNone)
        {
            server = new HolderServer(options, signals, database, ref arena);
            arena.Seal();
        }
        return error;
    }

    /// <summary>
    /// Serves until it is told to end and what was under way is done: 1 where it still held descriptors, plus 2 where clients
    /// were still connected.
    /// </summary>
    public int Run()
    {
        _now = Kernel.Now();
        while (!_holder.MayEnd(_now))
        {
            Wait(PreparePolls());
            _now = Kernel.Now();
            if (_polls[0].Returned != 0)
            {
                TakeSignals();
            }
            _requestsWait = false;
            ServeClients();
            if (_polls[1].Returned != 0 && !_holder.IsLameDuck)
            {
                Accept();
            }
            _holder.PassTime(_now);
            LetGo();
        }
        return (_holder.HeldCount > 0 ? 1 : 0) + (_holder.ClientCount > 0 ? 2 : 0);
    }

    /// <summary>What is waited for, and until when.</summary>
    private Instant PreparePolls()
    {
        Instant deadline = Instant.Earliest(_holder.FirstExpiration, _holder.LameDuckDeadline);
        bool pauses = _pauseEnd.IsAfter(_now);
        bool anyPauses = _acceptPauses;
        bool accepts = !_holder.IsLameDuck && !_holder.IsFull && !(_acceptPauses && pauses);
        _acceptPauses &= pauses;
        _polls[0] = PollDescriptor.ForReading(_signals);
        _polls[1] = PollDescriptor.ForReading(accepts ? Fd.StandardInput : Fd.None);
        for (int i = 0; i < _clients.Length; i++)
        {
            ref HolderClient client = ref _clients[i];
            anyPauses |= client.Pauses;
            client.Pauses &= pauses;
            ConversationPhase phase = _holder.PhaseOf(i);
            bool waits = phase is ConversationPhase.Listening or ConversationPhase.Answering;
            _polls[FirstClientPoll + i] = PollDescriptor.ForReading(waits && !client.Pauses ? client.Connection : Fd.None);
            if (phase == ConversationPhase.Answering)
            {
                _polls[FirstClientPoll + i].Events = PollDescriptor.POLLOUT;
            }
            if (client.Connection.IsOpen)
            {
                deadline = Instant.Earliest(deadline, _holder.DeadlineOf(i));
            }
        }
        return anyPauses && pauses ? Instant.Earliest(deadline, _pauseEnd) : deadline;
    }

    /// <summary>Where the kernel cannot tell what is ready, all is taken for ready after a pause: nothing blocks.</summary>
    private void Wait(Instant deadline)
    {
        Result<int> ready = Kernel.Poll(_polls, _requestsWait ? 0 : deadline.Until(_now));
        if (ready.Ok)
        {
            return;
        }
        Warn(ready.Error, "poll"u8);
        _ = Kernel.Poll(default, Limits.AcceptPauseMs * 1_000_000L);
        foreach (ref PollDescriptor poll in _polls)
        {
            poll.Returned = poll.Descriptor >= 0 ? poll.Events : (short)0;
        }
    }

    private void TakeSignals()
    {
        Span<SignalInfo> signals = stackalloc SignalInfo[4];
        Result<int> count = Kernel.ReadSignals(_signals, signals);
        for (int i = 0; count.Ok && i < count.Value; i++)
        {
            if (signals[i].Signal.Number == Signal.SIGHUP.Number && _database.IsOpen)
            {
                ReopenRules();
            }
            if (signals[i].Signal.Number == Signal.SIGTERM.Number)
            {
                _holder.BeginLameDuck(_now, _options.LameDuckMs);
            }
        }
    }

    /// <summary>Where that fails the old rules are kept.</summary>
    private void ReopenRules()
    {
        Result<Fd> opened = CdbFile.Open(_options.RulesZ);
        if (!opened.Ok)
        {
            if (_options.Verbosity > 0)
            {
                Diagnostics.WarnUnable(opened.Error, "open rules file"u8);
            }
            return;
        }
        Kernel.Close(_database);
        _database = opened.Value;
    }

    private void Accept()
    {
        Result<Fd> accepted = AcceptOne();
        if (!accepted.Ok)
        {
            // Who has gone again meanwhile is not missed.
            if (accepted.Error != Errno.EAGAIN && accepted.Error != Errno.ECONNABORTED)
            {
                _acceptPauses = true;
                BeginPause(accepted.Error, "accept"u8);
            }
            return;
        }
        Result<Account> peer = Kernel.PeerCredentials(accepted.Value);
        AccessRights rights = AccessRights.None;
        HolderRules rules = new(_options.RulesZ, _database, _options.Verbosity > 0);
        if (!peer.Ok || !rules.TryAdmit(peer.Value.Uid, peer.Value.Gid, ref _expressions, out rights))
        {
            Kernel.Close(accepted.Value);
            return;
        }
        int client = _holder.Join(_now);
        Assert.That(!_clients[client].Connection.IsOpen);
        _clients[client] = new HolderClient { Connection = accepted.Value, Rights = rights };
        // What it asks for is mostly there already.
        Serve(client);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Result<Fd> AcceptOne() =>
        Kernel.Accept(Fd.StandardInput, stackalloc byte[Limits.SocketPathLengthMax], out _);

    /// <summary>Closes the connections of clients that are over.</summary>
    private void LetGo()
    {
        for (int i = 0; i < _clients.Length; i++)
        {
            if (_holder.PhaseOf(i) == ConversationPhase.Over)
            {
                ref HolderClient client = ref _clients[i];
                _holder.Leave(i);
                HolderRules.Drop(ref _expressions, client.Rights);
                Kernel.Close(client.Connection);
                client = new HolderClient { Connection = Fd.None };
            }
            CloseReleased();
        }
    }

    private void CloseReleased()
    {
        while (_holder.TryTakeReleased(out Fd descriptor))
        {
            Kernel.Close(descriptor);
        }
    }

    /// <summary>Memory or descriptors are short, which will pass.</summary>
    private void BeginPause(Errno error, ReadOnlySpan<byte> what)
    {
        _pauseEnd = _now.PlusMilliseconds(Limits.AcceptPauseMs);
        Warn(error, what);
    }

    /// <summary>Says it once, until something succeeds again: it would fill the log.</summary>
    private void Warn(Errno error, ReadOnlySpan<byte> what)
    {
        if (_options.Verbosity > 0 && !_hasWarned)
        {
            Diagnostics.WarnUnable(error, what);
        }
        _hasWarned = true;
    }
}
