using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.FdHolder.Host;

// What is done with one connection.
internal ref partial struct HolderServer
{
    /// <summary>Requests of one client that are done before others have their turn.</summary>
    private const int RequestsAtOnce = 64;

    private void ServeClients()
    {
        for (int i = 0; i < _clients.Length; i++)
        {
            if (_polls[FirstClientPoll + i].Returned != 0 || _holder.PhaseOf(i) == ConversationPhase.Asked)
            {
                Serve(i);
            }
        }
    }

    /// <summary>Sends, reads, and does what is asked for, until there is something to wait for.</summary>
    private void Serve(int client)
    {
        bool hasRead = false;
        int requests = 0;
        bool goesOn = true;
        while (goesOn)
        {
            switch (_holder.PhaseOf(client))
            {
                case ConversationPhase.Answering:
                    goesOn = TrySend(client);
                    break;
                case ConversationPhase.Asked when requests < RequestsAtOnce:
                    requests++;
                    CarryOut(client);
                    break;
                case ConversationPhase.Asked:
                    _requestsWait = true;
                    goesOn = false;
                    break;
                case ConversationPhase.Listening when !hasRead:
                    // What comes after that is told of by the next poll.
                    hasRead = true;
                    goesOn = TryReceive(client);
                    break;
                default:
                    goesOn = false;
                    break;
            }
        }
        CloseReleased();
    }

    private void CarryOut(int client)
    {
        if (_holder.TryRead(client, out HolderRequest request))
        {
            bool expires = request.Kind is HolderRequestKind.Store or HolderRequestKind.DumpPart;
            Tai wallClock = expires ? Kernel.WallClock() : default;
            _holder.CarryOut(client, request, May(_clients[client].Rights, request), wallClock, _now);
        }
    }

    private readonly bool May(in AccessRights rights, scoped in HolderRequest request) => request.Kind switch
    {
        HolderRequestKind.Store => Matches(rights.Stores, request.IdZ),
        HolderRequestKind.Delete => Matches(rights.Stores, request.IdZ),
        HolderRequestKind.Retrieve => Matches(rights.Retrieves, request.IdZ)
            && (!request.Deletes || Matches(rights.Stores, request.IdZ)),
        HolderRequestKind.List => rights.Lists,
        HolderRequestKind.GetDump => rights.GetsDump,
        // A part belongs to what was allowed before.
        _ => rights.SetsDump,
    };

    private readonly bool Matches(int expression, ReadOnlySpan<byte> idZ) =>
        expression >= 0 && _expressions.Matches(expression, idZ);

    private bool TryReceive(int client)
    {
        Result<int> length = Kernel.ReceiveMessage(
            _clients[client].Connection,
            _holder.RoomOf(client),
            _holder.DescriptorRoomOf(client),
            wait: false,
            out int count,
            out bool lost);
        if (!length.Ok)
        {
            return IsOverBy(client, length.Error, "recvmsg"u8);
        }
        _holder.Take(client, length.Value, count, lost, _now);
        _hasWarned &= lost;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TrySend(int client)
    {
        Span<Fd> attached = stackalloc Fd[Limits.DescriptorsPerMessage];
        int count = _holder.AttachedTo(client, attached);
        Result<int> sent = Kernel.SendMessage(
            _clients[client].Connection, _holder.OutputOf(client), attached[..count], wait: false);
        if (!sent.Ok)
        {
            return IsOverBy(client, sent.Error, "sendmsg"u8);
        }
        _holder.Sent(client, sent.Value, _now);
        return true;
    }

    /// <summary>False where it will go better later; else the connection is of no more use.</summary>
    private bool IsOverBy(int client, Errno error, ReadOnlySpan<byte> what)
    {
        if (error == Errno.EAGAIN)
        {
            return false;
        }
        if (error.IsShortage || error == Errno.ENOBUFS || error == Errno.ETOOMANYREFS)
        {
            _clients[client].Pauses = true;
            BeginPause(error, what);
            return false;
        }
        _holder.End(client);
        return true;
    }
}
