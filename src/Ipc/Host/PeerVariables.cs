using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Ipc.Host;

/// <summary>
/// The variables that a server describes a client with: their names begin with what the variable PROTO says, such as IPC.
/// </summary>
internal ref struct PeerVariables
{
    private readonly EnvironmentBlock _environment;
    private PathBuffer _name;
    private int _protocolLength;

    /// <summary>Names are put together in the buffer.</summary>
    public PeerVariables(EnvironmentBlock environment, Span<byte> buffer)
    {
        _environment = environment;
        _name = new PathBuffer(buffer);
        _protocolLength = 0;
    }

    /// <summary>Reads who the client is: 0, or an exit code, printed.</summary>
    public int Read(out Account peer)
    {
        peer = default;
        if (!_environment.TryGet("PROTO"u8, out ReadOnlySpan<byte> protocolZ))
        {
            return Diagnostics.Fatal(ExitCode.Usage, "PROTO not set"u8);
        }
        if (protocolZ.Contains((byte)'='))
        {
            return Diagnostics.Fatal(ExitCode.Usage, "invalid $"u8, "PROTO"u8);
        }
        _name.Append(protocolZ[..^1]);
        _protocolLength = _name.Length;
        int code = ReadNumber("REMOTEEUID"u8, out uint uid);
        if (code != ExitCode.Success)
        {
            return code;
        }
        code = ReadNumber("REMOTEEGID"u8, out uint gid);
        peer = new Account(uid, gid);
        return code;
    }

    /// <summary>Sets LOCALPATH: 0, or an exit code, printed.</summary>
    public int SetLocalPath(scoped ref EnvironmentEditor environment, scoped ReadOnlySpan<byte> given, bool isGiven)
    {
        Span<byte> path = stackalloc byte[Limits.SocketPathLengthMax];
        scoped ReadOnlySpan<byte> value = given;
        if (!isGiven)
        {
            Result<int> length = Kernel.LocalPath(Fd.StandardInput, path);
            if (!length.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, length.Error, "ipc_local"u8);
            }
            value = path[..length.Value];
        }
        environment.Set(NameOf("LOCALPATH"u8), value);
        return Finish(environment.Error);
    }

    /// <summary>Takes all of them out: 0, or an exit code, printed.</summary>
    public int UnsetAll(scoped ref EnvironmentEditor environment)
    {
        environment.Unset("PROTO"u8);
        environment.Unset(NameOf("REMOTEEUID"u8));
        environment.Unset(NameOf("REMOTEEGID"u8));
        environment.Unset(NameOf("REMOTEPATH"u8));
        environment.Unset(NameOf("LOCALPATH"u8));
        environment.Unset(NameOf("CONNNUM"u8));
        return Finish(environment.Error);
    }

    private static int Finish(Errno error) =>
        error.Failed ? Diagnostics.Unable(ExitCode.System, error, "update environment"u8) : ExitCode.Success;

    private int ReadNumber(ReadOnlySpan<byte> suffix, out uint number)
    {
        number = 0;
        ReadOnlySpan<byte> name = NameOf(suffix);
        if (_name.Overflowed || !_environment.TryGet(name, out ReadOnlySpan<byte> valueZ))
        {
            return Diagnostics.Fatal(ExitCode.Usage, name, " not set"u8);
        }
        return Text.TryParse(valueZ[..^1], out number)
            ? ExitCode.Success
            : Diagnostics.Fatal(ExitCode.Usage, "invalid $"u8, name);
    }

    private ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> suffix)
    {
        _name.Truncate(_protocolLength);
        _name.Append(suffix);
        return _name.Text;
    }
}
