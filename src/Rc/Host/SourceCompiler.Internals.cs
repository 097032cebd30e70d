using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <content>The two services that every database has: who runs oneshots, and who holds the pipes.</content>
internal ref partial struct SourceCompiler
{
    private const uint DescriptorsMin = 256;

    private readonly int WriteOneshotRunner()
    {
        PathBuffer script = new(stackalloc byte[GeneratedScriptLength]);
        ExeclineScript.AppendStart(ref script, _environment, " -s1\n"u8);
        script.Append("fdmove -c 2 1\nfdmove 1 3\ns6-ipcserver-socketbinder -- s\ns6-ipcserverd -1 --\n"u8);
        script.Append("s6-ipcserver-access -v0 -E -l0 -i data/rules --\ns6-sudod -t 30000 --\n"u8);
        script.Append("s6-rc-oneshot-run -l ../.. "u8);
        script.Append(_options.Blocks ? "-b --\n"u8 : "--\n"u8);
        int code = MakeInternal("s6rc-oneshot-runner\0"u8, "3\n"u8, out Fd directory);
        if (code != ExitCode.Success)
        {
            return code;
        }
        code = WriteFile(directory, "run\0"u8, script.Text, Mode.Script);
        Kernel.Close(directory);
        return code;
    }

    private int WriteFdHolder()
    {
        PathBuffer script = new(stackalloc byte[GeneratedScriptLength]);
        ExeclineScript.AppendStart(ref script, _environment, " -s1\n"u8);
        script.Append("pipeline -dw --\n{\n  if --\n  {\n    forstdin -x0 -- i\n      exit 0\n  }\n  if -nt --\n  {\n"u8);
        script.Append("    redirfd -r 0 ./data/autofilled\n    s6-ipcclient -l0 -- s\n    s6-rc-fdholder-filler -1 --\n  }\n"u8);
        script.Append("  s6-svc -t .\n}\n"u8);
        if (!_options.HolderUser.IsEmpty)
        {
            script.Append("s6-envuidgid -i -- "u8);
            ExeclineScript.AppendQuoted(ref script, _options.HolderUser);
            script.Append("\n"u8);
        }
        script.Append("s6-fdholder-daemon -1 -n "u8);
        script.Append(DescriptorsNeeded());
        script.Append(_options.HolderUser.IsEmpty ? " -i data/rules -- s\n"u8 : " -U -i data/rules -- s\n"u8);
        if (script.Overflowed)
        {
            return UnableToWrite("run"u8, Errno.ENAMETOOLONG);
        }
        int code = MakeInternal("s6rc-fdholder\0"u8, "1\n"u8, out Fd directory);
        if (code != ExitCode.Success)
        {
            return code;
        }
        code = WriteFile(directory, "run\0"u8, script.Text, Mode.Script);
        code = code == ExitCode.Success ? WriteAutofilled(directory) : code;
        code = code == ExitCode.Success ? WriteHolderRights(directory) : code;
        Kernel.Close(directory);
        return code;
    }

    /// <summary>Two for each pipe, and some to spare, as the reference reckons.</summary>
    private readonly ulong DescriptorsNeeded()
    {
        uint pipes = 0;
        foreach (int index in _atomic.Items[.._longruns])
        {
            pipes += _table.Items[index].Producers.Count > 0 ? 1u : 0;
        }
        return Math.Max(DescriptorsMin, pipes * 2 + pipes * 2 / 16 + 2);
    }

    /// <summary>The names of those that read from pipes, for s6-rc-fdholder-filler.</summary>
    private int WriteAutofilled(Fd directory)
    {
        _file.Truncate(0);
        foreach (int index in _atomic.Items[.._longruns])
        {
            if (_table.Items[index].Producers.Count > 0)
            {
                Errno error = _file.Reserve(_table.Name(index).Length + 1);
                if (error.Failed)
                {
                    return OutOfMemory(error);
                }
                _file.Add(_table.Name(index));
                _file.Add((byte)'\n');
            }
        }
        return WriteFile(directory, "data/autofilled\0"u8, _file.Items, Mode.Data);
    }

    /// <summary>What root may do: all with the names of pipes.</summary>
    private readonly int WriteHolderRights(Fd directory)
    {
        int code = MakeDirectory(directory, "data/rules/uid/0/env\0"u8);
        code = code == ExitCode.Success
            ? WriteFile(directory, "data/rules/uid/0/env/S6_FDHOLDER_GETDUMP\0"u8, "\n"u8, Mode.Data)
            : code;
        code = code == ExitCode.Success
            ? WriteFile(directory, "data/rules/uid/0/env/S6_FDHOLDER_LIST\0"u8, "\n"u8, Mode.Data)
            : code;
        code = code == ExitCode.Success
            ? WriteFile(directory, "data/rules/uid/0/env/S6_FDHOLDER_SETDUMP\0"u8, "\n"u8, Mode.Data)
            : code;
        code = code == ExitCode.Success
            ? WriteFile(directory, "data/rules/uid/0/env/S6_FDHOLDER_STORE_REGEX\0"u8, "^pipe:s6rc-\n"u8, Mode.Data)
            : code;
        code = code == ExitCode.Success
            ? MakeLink("S6_FDHOLDER_STORE_REGEX\0"u8, directory, "data/rules/uid/0/env/S6_FDHOLDER_RETRIEVE_REGEX\0"u8)
            : code;
        return code == ExitCode.Success ? MakeLink("../../uid/0/env\0"u8, directory, "data/rules/gid/0/env\0"u8) : code;
    }

    /// <summary>A service directory that tells its readiness, and whose rules let root in and nobody else.</summary>
    private readonly int MakeInternal(ReadOnlySpan<byte> nameZ, ReadOnlySpan<byte> notificationFd, out Fd directory)
    {
        directory = Fd.None;
        Errno error = Kernel.MakeDirectory(_serviceDirectories, nameZ, DirectoryModeBits);
        Result<Fd> made = error.IsNone ? Kernel.OpenDirectory(_serviceDirectories, nameZ) : new Result<Fd>(error);
        if (!made.Ok)
        {
            return UnableToWrite(nameZ[..^1], made.Error);
        }
        directory = made.Value;
        int code = WriteFile(directory, "notification-fd\0"u8, notificationFd, Mode.Data);
        code = code == ExitCode.Success ? MakeDirectory(directory, "data\0"u8) : code;
        code = code == ExitCode.Success ? MakeDirectory(directory, "data/rules\0"u8) : code;
        code = code == ExitCode.Success ? MakeDirectory(directory, "data/rules/gid\0"u8) : code;
        code = code == ExitCode.Success ? MakeDirectory(directory, "data/rules/gid/0\0"u8) : code;
        code = code == ExitCode.Success ? WriteFile(directory, "data/rules/gid/0/allow\0"u8, default, Mode.Data) : code;
        code = code == ExitCode.Success ? MakeDirectory(directory, "data/rules/uid\0"u8) : code;
        code = code == ExitCode.Success ? MakeDirectory(directory, "data/rules/uid/0\0"u8) : code;
        code = code == ExitCode.Success ? WriteFile(directory, "data/rules/uid/0/allow\0"u8, default, Mode.Data) : code;
        code = code == ExitCode.Success ? MakeLink("0\0"u8, directory, "data/rules/uid/self\0"u8) : code;
        if (code != ExitCode.Success)
        {
            Kernel.Close(directory);
        }
        return code;
    }

    private readonly int MakeDirectory(Fd parent, ReadOnlySpan<byte> pathZ)
    {
        Errno error = Kernel.MakeDirectory(parent, pathZ, DirectoryModeBits);
        return error.Failed ? UnableToWrite(pathZ[..^1], error) : ExitCode.Success;
    }

    private readonly int MakeLink(ReadOnlySpan<byte> targetZ, Fd parent, ReadOnlySpan<byte> pathZ)
    {
        Errno error = Kernel.SymbolicLink(targetZ, parent, pathZ);
        return error.Failed ? UnableToWrite(pathZ[..^1], error) : ExitCode.Success;
    }
}
