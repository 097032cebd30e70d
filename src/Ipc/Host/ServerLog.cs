using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Ipc.Host;

/// <summary>What s6-ipcserverd tells of its connections. Each message has its buffer to itself, and no daemon's stack.</summary>
internal readonly struct ServerLog(bool looksUp, int connectionsMax, int perUserMax)
{
    private const int LineLengthMax = 128;

    /// <summary>"status: 1/40".</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Status(int connections)
    {
        PathBuffer line = new(stackalloc byte[LineLengthMax]);
        line.Append("status: "u8);
        line.Append((ulong)connections);
        line.Append("/"u8);
        line.Append((ulong)connectionsMax);
        Diagnostics.Info(line.Text);
    }

    /// <summary>"allow 0:0 pid 4711 count 1/40".</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Allow(Account peer, Pid handler, int count)
    {
        PathBuffer line = new(stackalloc byte[LineLengthMax]);
        line.Append("allow "u8);
        AppendPeer(ref line, peer);
        line.Append(" pid "u8);
        line.Append((ulong)handler.Value);
        AppendCount(ref line, count);
        Diagnostics.Info(line.Text);
    }

    /// <summary>"deny 0:0 count 40/40".</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Deny(Account peer, int count)
    {
        PathBuffer line = new(stackalloc byte[LineLengthMax]);
        line.Append("deny "u8);
        AppendPeer(ref line, peer);
        AppendCount(ref line, count);
        Diagnostics.Info(line.Text);
    }

    /// <summary>"end pid 4711 uid 0 exitcode 0".</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void End(Pid handler, uint uid, WaitStatus status)
    {
        PathBuffer line = new(stackalloc byte[LineLengthMax]);
        line.Append("end pid "u8);
        line.Append((ulong)handler.Value);
        line.Append(" uid "u8);
        if (looksUp)
        {
            line.Append(uid);
        }
        else
        {
            line.Append("?"u8);
        }
        line.Append(status.IsSignaled ? " signal "u8 : " exitcode "u8);
        line.Append((ulong)(status.IsSignaled ? status.SignalNumber : status.ExitCode));
        Diagnostics.Info(line.Text);
    }

    private void AppendPeer(ref PathBuffer line, Account peer)
    {
        if (!looksUp)
        {
            line.Append("?:?"u8);
            return;
        }
        line.Append(peer.Uid);
        line.Append(":"u8);
        line.Append(peer.Gid);
    }

    private void AppendCount(ref PathBuffer line, int count)
    {
        line.Append(" count "u8);
        if (looksUp)
        {
            line.Append((ulong)count);
        }
        else
        {
            line.Append("?"u8);
        }
        line.Append("/"u8);
        line.Append((ulong)perUserMax);
    }
}
