using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Ipc;

/// <summary>A handler that serves a connection.</summary>
internal struct Connection
{
    public Pid Handler;

    /// <summary>Whose connection it is: 0 for all where credentials are not looked up.</summary>
    public uint Uid;
}

/// <summary>How many connections a user has.</summary>
internal struct UserCount
{
    public uint Uid;
    public int Count;
}

/// <summary>
/// The connections that s6-ipcserverd serves, and how many of them are each user's. Both lists are short (1000 at most,
/// s6-ipcserverd.html) and are searched from front to back; what leaves is replaced by the last.
/// </summary>
internal ref struct ConnectionTable
{
    private readonly Span<Connection> _connections;
    private readonly Span<UserCount> _users;
    private readonly int _perUserMax;
    private int _userCount;

    public ConnectionTable(Span<Connection> connections, Span<UserCount> users, int perUserMax)
    {
        // Every user in the table has a connection.
        Assert.That(!connections.IsEmpty && users.Length == connections.Length);
        Assert.That(perUserMax >= 0 && perUserMax <= connections.Length);
        _connections = connections;
        _users = users;
        _perUserMax = perUserMax;
        _userCount = 0;
        Count = 0;
    }

    public int Count { get; private set; }

    public readonly int Capacity => _connections.Length;

    public readonly int PerUserMax => _perUserMax;

    public readonly bool IsFull => Count == _connections.Length;

    public readonly ReadOnlySpan<Connection> Connections => _connections[..Count];

    /// <summary>How many connections the user has.</summary>
    public readonly int CountOf(uint uid)
    {
        int index = FindUser(uid);
        return index < 0 ? 0 : _users[index].Count;
    }

    /// <summary>Whether one more connection of the user is too many.</summary>
    public readonly bool Refuses(uint uid) => CountOf(uid) >= _perUserMax;

    /// <summary>Enters a connection; how many the user has now.</summary>
    public int Add(Pid handler, uint uid)
    {
        Assert.That(!IsFull && !Refuses(uid));
        _connections[Count++] = new Connection { Handler = handler, Uid = uid };
        int index = FindUser(uid);
        if (index < 0)
        {
            index = _userCount++;
            _users[index] = new UserCount { Uid = uid, Count = 0 };
        }
        return ++_users[index].Count;
    }

    /// <summary>Takes out the connection of a handler that has ended; false where it had none.</summary>
    public bool Remove(Pid handler, out uint uid)
    {
        uid = 0;
        for (int i = 0; i < Count; i++)
        {
            if (_connections[i].Handler.Value == handler.Value)
            {
                uid = _connections[i].Uid;
                _connections[i] = _connections[--Count];
                RemoveOneOf(uid);
                return true;
            }
        }
        return false;
    }

    private void RemoveOneOf(uint uid)
    {
        int index = FindUser(uid);
        Assert.That(index >= 0 && _users[index].Count > 0);
        if (--_users[index].Count == 0)
        {
            _users[index] = _users[--_userCount];
        }
    }

    private readonly int FindUser(uint uid)
    {
        for (int i = 0; i < _userCount; i++)
        {
            if (_users[i].Uid == uid)
            {
                return i;
            }
        }
        return -1;
    }
}
