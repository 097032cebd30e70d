using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <content>servicedirs: the directories that s6-supervise gets of longruns.</content>
internal ref partial struct SourceCompiler
{
    /// <summary>A script: two names, quoted, and ten lines.</summary>
    private const int GeneratedScriptLength = Limits.PathLengthMax * 2 + 2048;

    /// <summary>Two names, a slash and a NUL.</summary>
    private const int ServicePathLength = (Limits.NameLengthMax + 1) * 2;

    private int WriteServiceDirectories()
    {
        Errno error = Kernel.MakeDirectory(_destination, "servicedirs\0"u8, DirectoryModeBits);
        Result<Fd> directory = error.IsNone ? Kernel.OpenDirectory(_destination, "servicedirs\0"u8) : new Result<Fd>(error);
        if (!directory.Ok)
        {
            return UnableToWrite("servicedirs"u8, directory.Error);
        }
        _serviceDirectories = directory.Value;
        int code = WriteOneshotRunner();
        code = code == ExitCode.Success ? WriteFdHolder() : code;
        Fd source = Fd.None;
        int opened = Internal;
        for (int i = FdHolder + 1; i < _longruns && code == ExitCode.Success; i++)
        {
            int wanted = _table.Items[_atomic.Items[i]].Source;
            if (wanted != opened)
            {
                code = OpenSource(wanted, ref opened, ref source);
            }
            code = code == ExitCode.Success ? WriteLongrun(_atomic.Items[i], source) : code;
        }
        if (opened != Internal)
        {
            Kernel.Close(source);
        }
        Kernel.Close(_serviceDirectories);
        return code;
    }

    private readonly int OpenSource(int wanted, scoped ref int opened, scoped ref Fd source)
    {
        if (opened != Internal)
        {
            Kernel.Close(source);
            opened = Internal;
        }
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, _sources.AtZ(wanted));
        if (!directory.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, directory.Error, "open "u8, _sources[wanted]);
        }
        source = directory.Value;
        opened = wanted;
        return ExitCode.Success;
    }

    private int WriteLongrun(int index, Fd source)
    {
        ReadOnlySpan<byte> nameZ = _table.NameZ(index);
        Errno error = Kernel.MakeDirectory(_serviceDirectories, nameZ, DirectoryModeBits);
        if (error.Failed)
        {
            return UnableToWrite(nameZ[..^1], error);
        }
        // Neither directory is opened, for few files are in them.
        Place place = new(source, isAbove: true, _sources[_table.Items[index].Source], nameZ[..^1], index);
        int code = CopyPrograms(place);
        code = code == ExitCode.Success ? CopySettings(place) : code;
        return code == ExitCode.Success ? CopyDirectories(place) : code;
    }

    /// <summary>run and finish, behind scripts that connect them where it is in a pipeline.</summary>
    private int CopyPrograms(Place place)
    {
        Definition definition = _table.Items[place.Index];
        bool isPiped = definition.ConsumerPlusOne != 0 || definition.Producers.Count > 0;
        int code = CopyFile(place, "run\0"u8, isPiped ? "run.user\0"u8 : "run\0"u8, Mode.Program);
        if (code == ExitCode.Success && isPiped)
        {
            code = WriteConnection(place, "run\0"u8, "./run.user $@\n"u8);
        }
        if (code != ExitCode.Success || (definition.Files & DefinitionFiles.Finish) == 0)
        {
            return code;
        }
        code = CopyFile(place, "finish\0"u8, isPiped ? "finish.user\0"u8 : "finish\0"u8, Mode.Program);
        return code == ExitCode.Success && isPiped ? WriteConnection(place, "finish\0"u8, "./finish.user $@\n"u8) : code;
    }

    /// <summary>The script that gets the ends of the pipes from the fd-holder.</summary>
    private readonly int WriteConnection(Place place, ReadOnlySpan<byte> nameZ, ReadOnlySpan<byte> last)
    {
        Definition definition = _table.Items[place.Index];
        PathBuffer script = new(stackalloc byte[GeneratedScriptLength]);
        ExeclineScript.AppendStart(ref script, _environment, " -S0\n"u8);
        if (definition.Producers.Count > 0)
        {
            AppendRetrieve(ref script, "pipe:s6rc-r-"u8, place.Name);
        }
        if (definition.ConsumerPlusOne != 0)
        {
            script.Append("fdmove 1 0\n"u8);
            AppendRetrieve(ref script, "pipe:s6rc-w-"u8, _table.Name(definition.ConsumerPlusOne - 1));
            script.Append("fdswap 0 1\n"u8);
        }
        script.Append(last);
        return script.Overflowed
            ? UnableToWrite(nameZ[..^1], Errno.ENAMETOOLONG)
            : WriteServiceFile(place, nameZ, script.Text, Mode.Script);
    }

    private static void AppendRetrieve(scoped ref PathBuffer script, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name)
    {
        Span<byte> identifier = stackalloc byte[Limits.PathLengthMax];
        PathBuffer text = new(identifier);
        text.Append(prefix);
        text.Append(name);
        script.Append("s6-fdholder-retrieve ../s6rc-fdholder/s "u8);
        ExeclineScript.AppendQuoted(ref script, text.Text);
        script.Append("\n"u8);
    }

    /// <summary>Files of a number or a name.</summary>
    private int CopySettings(Place place)
    {
        DefinitionFiles files = _table.Items[place.Index].Files;
        int code = CopyDescriptors(place);
        code = Has(files, DefinitionFiles.TimeoutKill, code) ? CopyNumber(place, "timeout-kill\0"u8, out _) : code;
        code = Has(files, DefinitionFiles.TimeoutFinish, code) ? CopyNumber(place, "timeout-finish\0"u8, out _) : code;
        code = Has(files, DefinitionFiles.MaxDeathTally, code) ? CopyNumber(place, "max-death-tally\0"u8, out _) : code;
        code = Has(files, DefinitionFiles.DownSignal, code)
            ? CopyFile(place, "down-signal\0"u8, "down-signal\0"u8, Mode.Setting)
            : code;
        code = Has(files, DefinitionFiles.ReloadSignal, code)
            ? CopyFile(place, "reload-signal\0"u8, "reload-signal\0"u8, Mode.Setting)
            : code;
        code = Has(files, DefinitionFiles.FlagNewpidns, code)
            ? WriteServiceFile(place, "flag-newpidns\0"u8, default, Mode.Data)
            : code;
        return Has(files, DefinitionFiles.FlagTimeoutKillpg, code)
            ? WriteServiceFile(place, "flag-timeout-killpg\0"u8, default, Mode.Data)
            : code;
    }

    /// <summary>notification-fd and lock-fd, which cannot be the same.</summary>
    private int CopyDescriptors(Place place)
    {
        DefinitionFiles files = _table.Items[place.Index].Files;
        uint notification = 0;
        uint locked = 0;
        int code = ExitCode.Success;
        code = Has(files, DefinitionFiles.NotificationFd, code)
            ? CopyNumber(place, "notification-fd\0"u8, out notification)
            : code;
        code = Has(files, DefinitionFiles.LockFd, code) ? CopyNumber(place, "lock-fd\0"u8, out locked) : code;
        const DefinitionFiles Both = DefinitionFiles.NotificationFd | DefinitionFiles.LockFd;
        if (code != ExitCode.Success || (files & Both) != Both || notification != locked)
        {
            return code;
        }
        SourceMessage message = new(stackalloc byte[SourceMessage.Length]);
        message.Add("longrun "u8, place.Name, " has the same value for notification-fd and lock-fd"u8);
        return message.Print();
    }

    /// <summary>The file is there, and nothing has gone wrong before.</summary>
    private static bool Has(DefinitionFiles files, DefinitionFiles file, int code) =>
        code == ExitCode.Success && (files & file) != 0;

    /// <summary>A number as s6-supervise reads it, and only that.</summary>
    private int CopyNumber(Place place, ReadOnlySpan<byte> nameZ, out uint number)
    {
        number = 0;
        int code = ReadFile(place, nameZ, out ReadOnlySpan<byte> text);
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (!Text.TryParse(SmallFile.FirstLine(text), out number))
        {
            return Unable(place, nameZ[..^1], Errno.EINVAL, "read "u8);
        }
        if (number < 3 && _options.Verbosity > 0 && nameZ.SequenceEqual("notification-fd\0"u8))
        {
            SourceMessage message = new(stackalloc byte[SourceMessage.Length]);
            message.Add("longrun "u8, place.Name, " has a notification-fd of "u8);
            message.Add(number);
            message.Warn();
        }
        PathBuffer line = new(stackalloc byte[Limits.DecimalLengthMax + 2]);
        line.Append(number);
        line.Append("\n"u8);
        return WriteServiceFile(place, nameZ, line.Text, Mode.Number);
    }

    private readonly int WriteServiceFile(Place place, ReadOnlySpan<byte> nameZ, ReadOnlySpan<byte> content, Mode mode)
    {
        PathBuffer path = new(stackalloc byte[ServicePathLength]);
        AppendServicePath(ref path, place.Name, nameZ[..^1]);
        return WriteFile(_serviceDirectories, path.TextZ, content, mode);
    }

    /// <summary>A file of a service, relative to the directory that has the services.</summary>
    private static void AppendServicePath(
        scoped ref PathBuffer path, scoped ReadOnlySpan<byte> service, scoped ReadOnlySpan<byte> file)
    {
        path.Append(service);
        path.Append("/"u8);
        path.Append(file);
        Assert.That(!path.Overflowed);
    }

    private int CopyFile(Place place, ReadOnlySpan<byte> nameZ, ReadOnlySpan<byte> newNameZ, Mode mode)
    {
        int code = ReadFile(place, nameZ, out ReadOnlySpan<byte> content);
        return code == ExitCode.Success ? WriteServiceFile(place, newNameZ, content, mode) : code;
    }

    private readonly int CopyDirectories(Place place)
    {
        DefinitionFiles files = _table.Items[place.Index].Files;
        int code = ExitCode.Success;
        code = Has(files, DefinitionFiles.Data, code) ? CopyDirectory(place, "data"u8) : code;
        code = Has(files, DefinitionFiles.Env, code) ? CopyDirectory(place, "env"u8) : code;
        code = Has(files, DefinitionFiles.Template, code) ? CopyDirectory(place, "template"u8) : code;
        code = Has(files, DefinitionFiles.Instance, code) ? CopyDirectory(place, "instance"u8) : code;
        code = Has(files, DefinitionFiles.Instances, code) ? CopyDirectory(place, "instances"u8) : code;
        if (Has(files, DefinitionFiles.Template, code))
        {
            // An instantiated service has them from the first.
            code = MakeMissing(place, "instance"u8);
            code = code == ExitCode.Success ? MakeMissing(place, "instances"u8) : code;
        }
        return code;
    }

    private readonly int CopyDirectory(Place place, ReadOnlySpan<byte> name)
    {
        PathBuffer from = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer to = new(stackalloc byte[Limits.PathLengthMax]);
        from.Append(place.Source);
        from.Append("/"u8);
        from.Append(place.Name);
        from.Append("/"u8);
        from.Append(name);
        AppendDestination(ref to, place.Name, name);
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, from.TextZ);
        if (status.Ok && !status.Value.IsDirectory)
        {
            return Complain(place, name, default, " is not a directory"u8);
        }
        Errno error = from.Overflowed || to.Overflowed ? Errno.ENAMETOOLONG : DirectoryTree.Copy(from.TextZ, to.TextZ);
        return error.Failed ? Unable(place, name, error, "copy "u8) : ExitCode.Success;
    }

    private readonly int MakeMissing(Place place, ReadOnlySpan<byte> name)
    {
        PathBuffer to = new(stackalloc byte[Limits.PathLengthMax]);
        AppendDestination(ref to, place.Name, name);
        Errno error = to.Overflowed
            ? Errno.ENAMETOOLONG
            : Kernel.MakeDirectory(Fd.CurrentDirectory, to.TextZ, DirectoryModeBits);
        return error.Failed && error != Errno.EEXIST ? UnableToWrite(name, error) : ExitCode.Success;
    }

    private readonly void AppendDestination(scoped ref PathBuffer to, ReadOnlySpan<byte> service, ReadOnlySpan<byte> name)
    {
        to.Append(_path);
        to.Append("/servicedirs/"u8);
        to.Append(service);
        to.Append("/"u8);
        to.Append(name);
    }
}
