using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes a service that runs instances of another one (s6-instance-maker.html).</summary>
internal struct S6InstanceMaker : ICommand
{
    /// <summary>s6-instance-maker.html: -c.</summary>
    private const uint InstancesDefault = 500;
    private const uint InstancesMin = 2;
    private const uint InstancesMax = 90000;

    private const uint StampTypeMax = 3;

    private struct Request
    {
        public TextReference User;
        public TextReference LogUser;
        public TextReference LogDirectory;
        public TextReference Prefix;
        public TextReference Names;
        public bool HasLog;
        public bool HasNames;
        public uint InstancesMax;
        public uint StampType;
        public uint FilesMax;
        public ulong FileSize;
        public ulong TotalSize;
    }

    public static ReadOnlySpan<byte> Name => "s6-instance-maker"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-instance-maker [ -c max ] [ -u user ] [ -l loguser ] [ -L logdir ] [ -t stamptype ] [ -n nfiles ] [ -s filesize ] [ -S maxsize ] [ -P prefix ] [ -r service[/logger[/pipeline]] ] template dir"u8;

    public static ReadOnlySpan<byte> Options => "u:l:L:c:t:n:s:S:P:r:"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes the service directory dir, of a service that runs an s6-svscan for instances: each runs with a copy of the
        service directory template, whose run gets the instance's name as an argument. The scripts are for execlineb.

          -c max        so many instances at most, 2 to 90000 (default 500)
          -u user       who the instances run as; only for root
          -L logdir     a logger, which writes there; the options below are for it
          -l user       who the logger runs as; only for root
          -t type       times of its lines: 0 none, 1 TAI64N (the default), 2 ISO 8601, 3 both
          -n files      archives kept (default 10)         -s bytes   of each file (default 1000000)
          -S bytes      of all archives (default: any)     -P prefix  in front of its lines
          -r service[/logger[/pipeline]]   make dir a source directory of s6-rc with services of these names instead

        Exits 0; 100 on wrong usage; 111 where a system call failed, and dir is left as it is then.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = new()
        {
            InstancesMax = InstancesDefault,
            StampType = 1,
            FilesMax = 10,
            FileSize = 1_000_000,
        };
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (!TryApply(letter, options.Value, ref request))
            {
                return options.UsageError();
            }
        }
        if (options.Rest.Count < 2)
        {
            return options.UsageError();
        }
        int code = Check(
            ref request, out ReadOnlySpan<byte> service, out ReadOnlySpan<byte> logger, out ReadOnlySpan<byte> bundle);
        return Outcome.Exit(code != ExitCode.Success ? code : request.HasNames
            ? MakeSources(options.Rest, invocation.Environment, request, service, logger, bundle)
            : MakeService(options.Rest, invocation.Environment, request));
    }

    private static bool TryApply(byte letter, ReadOnlySpan<byte> value, ref Request request)
    {
        switch (letter)
        {
            case (byte)'u':
                request.User = new TextReference(value);
                return true;
            case (byte)'l':
                request.LogUser = new TextReference(value);
                return true;
            case (byte)'L':
                request.LogDirectory = new TextReference(value);
                request.HasLog = true;
                return true;
            case (byte)'P':
                request.Prefix = new TextReference(value);
                return true;
            case (byte)'r':
                request.Names = new TextReference(value);
                request.HasNames = true;
                return true;
            case (byte)'c':
                return Text.TryParse(value, out request.InstancesMax);
            case (byte)'t':
                return Text.TryParse(value, out request.StampType);
            case (byte)'n':
                return Text.TryParse(value, out request.FilesMax);
            case (byte)'s':
                return Text.TryParse(value, out request.FileSize);
            default:
                Assert.That(letter == 'S');
                return Text.TryParse(value, out request.TotalSize);
        }
    }

    /// <summary>0, or 100, printed; the names of -r taken apart.</summary>
    private static int Check(
        ref Request request, out ReadOnlySpan<byte> service, out ReadOnlySpan<byte> logger, out ReadOnlySpan<byte> bundle)
    {
        service = request.Names.Text;
        logger = default;
        bundle = default;
        request.InstancesMax = Math.Min(Math.Max(request.InstancesMax, InstancesMin), InstancesMax);
        ReadOnlySpan<byte> wrong = request.HasLog && (request.LogDirectory.Text.IsEmpty || request.LogDirectory.Text[0] != '/')
            ? "logdir must be absolute"u8
            : request.StampType > StampTypeMax ? "stamptype must be 0, 1, 2 or 3"u8
            : request.User.Text.IndexOfAny(" \t\n"u8) >= 0 ? "invalid user"u8
            : request.HasNames ? SplitNames(request, ref service, ref logger, ref bundle)
            : default;
        return wrong.IsEmpty ? ExitCode.Success : Diagnostics.Fatal(ExitCode.Usage, wrong);
    }

    /// <summary>What is wrong with the names of -r, or nothing.</summary>
    private static ReadOnlySpan<byte> SplitNames(
        scoped in Request request,
        ref ReadOnlySpan<byte> service,
        ref ReadOnlySpan<byte> logger,
        ref ReadOnlySpan<byte> bundle)
    {
        ReadOnlySpan<byte> names = request.Names.Text;
        int first = names.IndexOf((byte)'/');
        if (names.Contains((byte)'\n'))
        {
            return "newlines are forbidden in s6-rc names"u8;
        }
        if (names.IsEmpty || first == 0)
        {
            return "service name cannot be empty"u8;
        }
        if (first < 0)
        {
            return request.HasLog ? "logdir specified (-L) but logger name not specified (-r)"u8 : default;
        }
        service = names[..first];
        logger = names[(first + 1)..];
        if (logger.IsEmpty)
        {
            return "argument to -r must be: service or service/logger or service/logger/pipeline"u8;
        }
        int second = logger.IndexOf((byte)'/');
        if (second == 0)
        {
            return "logger name cannot be empty"u8;
        }
        if (!request.HasLog)
        {
            return "logger specified (-r) but logdir not specified (-L)"u8;
        }
        if (second < 0)
        {
            return default;
        }
        bundle = logger[(second + 1)..];
        logger = logger[..second];
        return bundle.IsEmpty ? "pipeline name cannot be empty"u8
            : bundle.Contains((byte)'/') ? "slashes are forbidden in s6-rc names"u8
            : default;
    }

    private static int MakeService(Arguments words, EnvironmentBlock environment, in Request request)
    {
        ServiceFiles service = new(words[1], stackalloc byte[Limits.PathLengthMax]);
        service.MakeDirectory(default);
        service.Write("notification-fd"u8, "3\n"u8);
        WriteRun(ref service, words.AtZ(0), environment, request);
        service.MakeDirectory("instance"u8);
        service.MakeDirectory("instances"u8);
        service.Copy(words.AtZ(0), "template"u8);
        if (request.HasLog && service.Code == ExitCode.Success)
        {
            PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
            path.Append(words[1]);
            path.Append("/log"u8);
            ServiceFiles logger = new(path.Text, stackalloc byte[Limits.PathLengthMax]);
            WriteLogger(ref logger, environment, request);
            return logger.Code;
        }
        return service.Code;
    }

    private static int MakeSources(
        Arguments words,
        EnvironmentBlock environment,
        in Request request,
        ReadOnlySpan<byte> serviceName,
        ReadOnlySpan<byte> loggerName,
        ReadOnlySpan<byte> bundle)
    {
        ServiceFiles sources = new(words[1], stackalloc byte[Limits.PathLengthMax]);
        sources.MakeDirectory(default, mayExist: true);
        if (sources.Code != ExitCode.Success)
        {
            return sources.Code;
        }
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(words[1]);
        path.Append("/"u8);
        int length = path.Length;
        path.Append(serviceName);
        ServiceFiles service = new(path.Text, stackalloc byte[Limits.PathLengthMax]);
        service.MakeDirectory(default);
        service.Write("notification-fd"u8, "3\n"u8);
        WriteRun(ref service, words.AtZ(0), environment, request);
        service.Write("type"u8, "longrun\n"u8);
        if (!loggerName.IsEmpty)
        {
            service.WriteLine("producer-for"u8, loggerName);
        }
        service.Copy(words.AtZ(0), "template"u8);
        if (loggerName.IsEmpty || service.Code != ExitCode.Success)
        {
            return service.Code;
        }
        path.Truncate(length);
        path.Append(loggerName);
        ServiceFiles logger = new(path.Text, stackalloc byte[Limits.PathLengthMax]);
        WriteLogger(ref logger, environment, request);
        logger.Write("type"u8, "longrun\n"u8);
        logger.WriteLine("consumer-for"u8, serviceName);
        if (!bundle.IsEmpty)
        {
            logger.WriteLine("pipeline-name"u8, bundle);
        }
        return logger.Code;
    }

    private static void WriteRun(
        ref ServiceFiles files, ReadOnlySpan<byte> templateZ, EnvironmentBlock environment, in Request request)
    {
        // Loggers of instances are services for s6-svscan, too. The reference makes room for them where the whole has one.
        PathBuffer log = new(stackalloc byte[Limits.PathLengthMax]);
        log.Append(templateZ[..^1]);
        log.Append("/log"u8);
        bool logged = (request.HasLog && !request.HasNames)
            || (!log.Overflowed && Kernel.Access(Fd.CurrentDirectory, log.TextZ, AccessMode.F_OK).IsNone);
        PathBuffer script = new(stackalloc byte[Limits.ScriptLengthMax]);
        ExeclineScript.AppendStart(ref script, environment, " -P\n\nfdmove -c 2 1\n"u8);
        ExeclineScript.AppendUser(ref script, request.User.Text);
        script.Append("s6-svscan -d3 -C"u8);
        script.Append((ulong)request.InstancesMax * (logged ? 2UL : 1UL));
        script.Append(" -- instance\n"u8);
        files.WriteScript("run"u8, script.Overflowed ? default : script.Text, executable: !request.HasNames);
    }

    private static void WriteLogger(ref ServiceFiles files, EnvironmentBlock environment, in Request request)
    {
        PathBuffer script = new(stackalloc byte[Limits.ScriptLengthMax]);
        ExeclineScript.AppendStart(ref script, environment, " -P\n"u8);
        ExeclineScript.AppendUser(ref script, request.LogUser.Text);
        script.Append("s6-log -bd3 -- "u8);
        script.Append((request.StampType & 1) != 0 ? "t "u8 : default);
        script.Append((request.StampType & 2) != 0 ? "T "u8 : default);
        script.Append("n"u8);
        script.Append((ulong)request.FilesMax);
        script.Append(" s"u8);
        script.Append(request.FileSize);
        script.Append(" "u8);
        if (request.TotalSize != 0)
        {
            script.Append("S"u8);
            script.Append(request.TotalSize);
            script.Append(" "u8);
        }
        if (!request.Prefix.Text.IsEmpty)
        {
            AppendPrefix(ref script, request.Prefix.Text);
        }
        ExeclineScript.AppendQuoted(ref script, request.LogDirectory.Text);
        script.Append("\n"u8);
        files.MakeDirectory(default);
        files.Write("notification-fd"u8, "3\n"u8);
        files.WriteScript("run"u8, script.Overflowed ? default : script.Text, executable: !request.HasNames);
    }

    /// <summary>As the reference writes it, where that means the same.</summary>
    private static void AppendPrefix(ref PathBuffer script, ReadOnlySpan<byte> prefix)
    {
        script.Append("p"u8);
        if (prefix.IndexOfAny(" \t\r\n"u8) < 0 && prefix.IndexOfAny("\"\\"u8) < 0)
        {
            script.Append(prefix);
        }
        else
        {
            ExeclineScript.AppendQuoted(ref script, prefix);
        }
        script.Append(" "u8);
    }
}
