using System;
using Sestet.Base;
using Sestet.Cdb.Host;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.FdHolder.Host;

/// <summary>
/// A fd-holder: accepts connections, looks up what they may do, and does what they ask. All memory is there before the first
/// connection; clients beyond their number wait in the kernel.
/// </summary>
internal ref partial struct HolderServer
{
    private const int FirstClientPoll = 2;
    private const uint AcceptPauseMs = 1000;

    private readonly HolderOptions _options;
    private readonly Fd _signals;
    private readonly Span<HolderClient> _clients;
    private readonly Span<byte> _input;
    private readonly Span<Fd> _inputDescriptors;
    private readonly Span<byte> _output;
    private readonly Span<int> _places;
    private readonly Span<PollDescriptor> _polls;
    /// <summary>The compiled rules; none where a directory has them.</summary>
    private Fd _database;
    private FdTable _table;
    private RegexTable _expressions;
    private Instant _now;
    private Instant _lameDuckDeadline;
    private Instant _acceptAgain;
    private int _clientCount;
    private bool _isLameDuck;
    private bool _requestsWait;

    private HolderServer(in HolderOptions options, Fd signals, Fd database, scoped ref StartupArena arena)
    {
        this = default;
        int clients = (int)options.ClientsMax;
        int held = (int)options.FdsMax;
        _options = options;
        _signals = signals;
        _database = database;
        _clients = arena.Allocate<HolderClient>(clients);
        _polls = arena.Allocate<PollDescriptor>(FirstClientPoll + clients);
        _inputDescriptors = arena.Allocate<Fd>(clients * Limits.DescriptorsReceivedMax);
        _input = arena.Allocate<byte>(clients * Limits.HolderRequestLengthMax);
        _output = arena.Allocate<byte>(clients * Limits.HolderAnswerLength);
        _places = arena.Allocate<int>(clients * held);
        _expressions = new RegexTable(arena.Allocate<RegexTable.Entry>(RegexTable.LengthFor(clients)));
        _table = new FdTable(
            arena.Allocate<HeldFd>(held),
            arena.Allocate<int>(held),
            arena.Allocate<DeadlineHeap.Entry>(held),
            arena.Allocate<int>(held));
        for (int i = 0; i < clients; i++)
        {
            _clients[i].Connection = Fd.None;
        }
        _lameDuckDeadline = Instant.Infinite;
    }

    public static Errno TryCreate(in HolderOptions options, Fd signals, Fd database, out HolderServer server)
    {
        server = default;
        long clients = options.ClientsMax;
        long held = options.FdsMax;
        long length = StartupArena.LengthOf<HolderClient>(clients)
            + StartupArena.LengthOf<PollDescriptor>(FirstClientPoll + clients)
            + StartupArena.LengthOf<Fd>(clients * Limits.DescriptorsReceivedMax)
            + StartupArena.LengthOf<byte>(clients * Limits.HolderRequestLengthMax)
            + StartupArena.LengthOf<byte>(clients * Limits.HolderAnswerLength)
            + StartupArena.LengthOf<int>(clients * held)
            + StartupArena.LengthOf<RegexTable.Entry>(RegexTable.LengthFor((int)clients))
            + StartupArena.LengthOf<HeldFd>(held)
            + StartupArena.LengthOf<int>(held) * 2
            + StartupArena.LengthOf<DeadlineHeap.Entry>(held);
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
        while (!_isLameDuck || (AnyBusy() && _lameDuckDeadline.IsAfter(_now)))
        {
            Instant deadline = PreparePolls();
            Result<int> ready = Kernel.Poll(_polls, _requestsWait ? 0 : deadline.Until(_now));
            if (!ready.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, ready.Error, "poll"u8);
            }
            _now = Kernel.Now();
            if (_polls[0].Returned != 0)
            {
                TakeSignals();
            }
            _requestsWait = false;
            ServeClients();
            ExpireDescriptors();
            if (_polls[1].Returned != 0 && !_isLameDuck)
            {
                Accept();
            }
        }
        return (_table.Count > 0 ? 1 : 0) + (_clientCount > 0 ? 2 : 0);
    }

    private readonly bool AnyBusy()
    {
        foreach (ref readonly HolderClient client in _clients)
        {
            if (client.IsThere && client.IsBusy)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>What is waited for, and until when.</summary>
    private readonly Instant PreparePolls()
    {
        Instant deadline = Instant.Earliest(_table.FirstDeadline, _lameDuckDeadline);
        bool accepts = !_isLameDuck && _clientCount < _clients.Length;
        if (accepts && _acceptAgain.IsAfter(_now))
        {
            accepts = false;
            deadline = Instant.Earliest(deadline, _acceptAgain);
        }
        _polls[0] = PollDescriptor.ForReading(_signals);
        _polls[1] = PollDescriptor.ForReading(accepts ? Fd.StandardInput : Fd.None);
        for (int i = 0; i < _clients.Length; i++)
        {
            ref readonly HolderClient client = ref _clients[i];
            PollDescriptor poll = PollDescriptor.ForReading(client.Connection);
            if (client.IsThere)
            {
                deadline = Instant.Earliest(deadline, client.Deadline);
                poll.Events = client.Answer == HolderAnswer.None ? PollDescriptor.POLLIN : PollDescriptor.POLLOUT;
            }
            _polls[FirstClientPoll + i] = poll;
        }
        return deadline;
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
            if (signals[i].Signal.Number == Signal.SIGTERM.Number && !_isLameDuck)
            {
                _isLameDuck = true;
                _lameDuckDeadline = _options.LameDuckMs == 0
                    ? Instant.Infinite
                    : _now.PlusMilliseconds(_options.LameDuckMs);
            }
        }
    }

    /// <summary>Where that fails the old rules are kept.</summary>
    private void ReopenRules()
    {
        Result<Fd> opened = CdbFile.Open(_options.RulesZ);
        if (!opened.Ok)
        {
            Warn(opened.Error, "open rules file"u8);
            return;
        }
        Kernel.Close(_database);
        _database = opened.Value;
    }

    private void ServeClients()
    {
        for (int i = 0; i < _clients.Length; i++)
        {
            if (!_clients[i].IsThere)
            {
                continue;
            }
            bool stays = (_polls[FirstClientPoll + i].Returned == 0 && !HasWholeRequest(i)) || Serve(i);
            if (!stays || !_clients[i].Deadline.IsAfter(_now))
            {
                Leave(i);
            }
        }
    }

    private void ExpireDescriptors()
    {
        while (_table.TryRemoveExpired(_now, out Fd closed))
        {
            CloseIfOpen(closed);
        }
    }

    private void Accept()
    {
        Result<Fd> accepted = Kernel.Accept(Fd.StandardInput, stackalloc byte[Limits.SocketPathLengthMax], out _);
        if (!accepted.Ok)
        {
            if (accepted.Error.IsShortage)
            {
                _acceptAgain = _now.PlusMilliseconds(AcceptPauseMs);
                Warn(accepted.Error, "accept"u8);
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
        int free = 0;
        while (_clients[free].IsThere)
        {
            free++;
        }
        _clients[free] = new HolderClient
        {
            Connection = accepted.Value,
            Rights = rights,
            Deadline = ClientDeadline(),
        };
        _clientCount++;
        // What it asks for is mostly there already.
        if (!Serve(free))
        {
            Leave(free);
        }
    }

    private readonly Instant ClientDeadline() =>
        _options.ClientTimeoutMs == 0 ? Instant.Infinite : _now.PlusMilliseconds(_options.ClientTimeoutMs);

    /// <summary>Lets go of a client and of all that was on its way.</summary>
    private void Leave(int index)
    {
        ref HolderClient client = ref _clients[index];
        Assert.That(client.IsThere && _clientCount > 0);
        Unpin(index, client.PlaceCount);
        foreach (Fd descriptor in DescriptorsOf(index)[..client.DescriptorCount])
        {
            Kernel.Close(descriptor);
        }
        HolderRules.Drop(ref _expressions, client.Rights);
        Kernel.Close(client.Connection);
        client = new HolderClient { Connection = Fd.None };
        _clientCount--;
    }

    private readonly Span<byte> InputOf(int index) =>
        _input.Slice(index * Limits.HolderRequestLengthMax, Limits.HolderRequestLengthMax);

    private readonly Span<byte> OutputOf(int index) =>
        _output.Slice(index * Limits.HolderAnswerLength, Limits.HolderAnswerLength);

    private readonly Span<Fd> DescriptorsOf(int index) =>
        _inputDescriptors.Slice(index * Limits.DescriptorsReceivedMax, Limits.DescriptorsReceivedMax);

    private readonly Span<int> PlacesOf(int index) => _places.Slice(index * (int)_options.FdsMax, (int)_options.FdsMax);

    private static void CloseIfOpen(Fd descriptor)
    {
        if (descriptor.IsOpen)
        {
            Kernel.Close(descriptor);
        }
    }

    private readonly void Warn(Errno error, ReadOnlySpan<byte> what)
    {
        if (_options.Verbosity > 0)
        {
            Diagnostics.WarnUnable(error, what);
        }
    }
}
