using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Ipc.Host;

/// <summary>
/// The environment of handlers: the server's, and what is known of the connection (s6-ipcserverd.html, "Environment
/// variables"). It is put together once; for each connection only the values are written anew, for a handler has its copy, or
/// is over, before the next.
/// </summary>
internal ref struct ServerEnvironment
{
    private const int VariableCount = 5;

    /// <summary>"IPCREMOTEEUID=4294967295" and a NUL, with room to spare.</summary>
    private const int NumberLengthMax = 32;

    private const int PathDefinitionLengthMax = 16 + Limits.SocketPathLengthMax;

    private readonly Span<byte> _uid;
    private readonly Span<byte> _gid;
    private readonly Span<byte> _number;
    private readonly Span<byte> _path;
    private EnvironmentList _list;

    private ServerEnvironment(Span<nint> slots, EnvironmentBlock given, int givenCount, Span<byte> texts)
    {
        _list = new EnvironmentList(slots, given, givenCount);
        _uid = texts[..NumberLengthMax];
        _gid = texts.Slice(NumberLengthMax, NumberLengthMax);
        _number = texts.Slice(2 * NumberLengthMax, NumberLengthMax);
        _path = texts[(3 * NumberLengthMax)..];
    }

    private static ReadOnlySpan<byte> UidStart => "IPCREMOTEEUID="u8;

    private static ReadOnlySpan<byte> GidStart => "IPCREMOTEEGID="u8;

    private static ReadOnlySpan<byte> NumberStart => "IPCCONNNUM="u8;

    private static ReadOnlySpan<byte> PathStart => "IPCREMOTEPATH="u8;

    public readonly EnvironmentBlock Block => _list.Block;

    /// <summary>Bytes of an arena that Create takes.</summary>
    public static long Length(EnvironmentBlock given) =>
        StartupArena.LengthOf<nint>(given.Count + VariableCount + 1)
            + StartupArena.LengthOf<byte>(3 * NumberLengthMax + PathDefinitionLengthMax);

    /// <summary>
    /// Without looking up, a handler has neither IPCREMOTEEUID nor IPCREMOTEEGID, even where the server was given them.
    /// </summary>
    public static ServerEnvironment Create(EnvironmentBlock given, bool looksUp, scoped ref StartupArena arena)
    {
        int count = given.Count;
        ServerEnvironment environment = new(
            arena.Allocate<nint>(count + VariableCount + 1), given, count,
            arena.Allocate<byte>(3 * NumberLengthMax + PathDefinitionLengthMax));
        environment.Remove("PROTO"u8);
        environment.Remove(UidStart[..^1]);
        environment.Remove(GidStart[..^1]);
        environment.Remove(NumberStart[..^1]);
        environment.Remove(PathStart[..^1]);
        environment._list.Append("PROTO=IPC\0"u8);
        if (looksUp)
        {
            environment.Append(environment._uid, UidStart);
            environment.Append(environment._gid, GidStart);
        }
        environment.Append(environment._number, NumberStart);
        environment.Append(environment._path, PathStart);
        return environment;
    }

    /// <summary>Describes a connection whose user has that many others. Where users are not known, IPCCONNNUM is empty.</summary>
    public readonly void Describe(Account peer, int others, bool looksUp)
    {
        if (looksUp)
        {
            Write(_uid[UidStart.Length..], peer.Uid);
            Write(_gid[GidStart.Length..], peer.Gid);
            Write(_number[NumberStart.Length..], (ulong)others);
        }
    }

    /// <summary>Where the path that the other end is bound to goes; EndPath ends it.</summary>
    public readonly Span<byte> PathRoom => _path[PathStart.Length..];

    public readonly void EndPath(int length) => _path[PathStart.Length + length] = 0;

    private static void Write(Span<byte> value, ulong number) => value[Text.Format(number, value)] = 0;

    private void Append(Span<byte> definition, ReadOnlySpan<byte> start)
    {
        start.CopyTo(definition);
        definition[start.Length] = 0;
        _list.Append(definition);
    }

    private void Remove(ReadOnlySpan<byte> name)
    {
        for (int index = _list.Block.IndexOf(name); index >= 0; index = _list.Block.IndexOf(name))
        {
            _list.RemoveAt(index);
        }
    }
}
