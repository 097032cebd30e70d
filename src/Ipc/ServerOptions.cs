using System;
using Sestet.Base;

namespace Sestet.Ipc;

/// <summary>How much a server of connections tells (s6-ipcserver.html).</summary>
internal static class Verbosity
{
    public const uint Quiet = 0;
    public const uint Normal = 1;
    public const uint Verbose = 2;
}

/// <summary>What s6-ipcserverd was told (s6-ipcserverd.html, "Options").</summary>
internal struct ServerOptions
{
    public ServerOptions()
    {
    }

    public uint Verbosity = Ipc.Verbosity.Normal;

    /// <summary>-1: a newline to standard output when connections are accepted.</summary>
    public bool Notifies = false;

    /// <summary>-p: the environment of a handler says who has connected.</summary>
    public bool LooksUp = true;

    /// <summary>-c.</summary>
    public uint ConnectionsMax = Limits.ConnectionsDefault;

    /// <summary>-C.</summary>
    public uint PerUserMax = Limits.ConnectionsDefault;

    public readonly bool IsVerbose => Verbosity >= Ipc.Verbosity.Verbose;

    /// <summary>
    /// What the numbers come to: there is always one connection at least, and no bound for a user where users are not known.
    /// With -C 0 every connection is refused, as in the reference.
    /// </summary>
    public void Settle()
    {
        ConnectionsMax = (uint)Math.Min(Math.Max(ConnectionsMax, 1L), Limits.ConnectionsMax);
        PerUserMax = LooksUp && PerUserMax < ConnectionsMax ? PerUserMax : ConnectionsMax;
    }
}
