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

    private struct Request
    {
        public TextReference User;
        public TextReference Names;
        public LoggerOptions Logger;
        public bool HasLog;
        public bool HasNames;
        public uint InstancesMax;
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
        Request request = new() { InstancesMax = InstancesDefault, Logger = LoggerOptions.Default };
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
        int code = Check(ref request, out SourceNames names);
        return Outcome.Exit(code != ExitCode.Success ? code : request.HasNames
            ? MakeSources(options.Rest, invocation.Environment, request, names)
            : MakeService(options.Rest, invocation.Environment, request));
    }

    private static bool TryApply(byte letter, ReadOnlySpan<byte> value, ref Request request)
    {
        switch (letter)
        {
            case (byte)'u':
                request.User = new TextReference(value);
                return true;
            case (byte)'L':
                request.Logger.Directory = new TextReference(value);
                request.HasLog = true;
                return true;
            case (byte)'r':
                request.Names = new TextReference(value);
                request.HasNames = true;
                return true;
            case (byte)'c':
                return Text.TryParse(value, out request.InstancesMax);
            default:
                return request.Logger.TryTake(letter, value);
        }
    }

    /// <summary>0, or 100, printed; the names of -r taken apart.</summary>
    private static int Check(ref Request request, out SourceNames names)
    {
        names = default;
        request.InstancesMax = Math.Min(Math.Max(request.InstancesMax, InstancesMin), InstancesMax);
        ReadOnlySpan<byte> wrong = request.HasLog ? request.Logger.WrongDirectory : default;
        wrong = wrong.IsEmpty ? request.Logger.WrongStampType : wrong;
        wrong = wrong.IsEmpty && request.User.Text.IndexOfAny(" \t\n"u8) >= 0 ? "invalid user"u8 : wrong;
        wrong = wrong.IsEmpty && request.HasNames ? WrongNames(request, out names) : wrong;
        return wrong.IsEmpty ? ExitCode.Success : Diagnostics.Fatal(ExitCode.Usage, wrong);
    }

    /// <summary>What is wrong with the names of -r, or nothing.</summary>
    private static ReadOnlySpan<byte> WrongNames(scoped in Request request, out SourceNames names)
    {
        ReadOnlySpan<byte> wrong = SourceNames.Parse(
            request.Names.Text,
            "argument to -r must be: service or service/logger or service/logger/pipeline"u8,
            request.HasLog ? default : "logger specified (-r) but logdir not specified (-L)"u8,
            out names);
        return !wrong.IsEmpty ? wrong
            : names.Service.IsEmpty ? "service name cannot be empty"u8
            : request.HasLog && names.Logger.IsEmpty ? "logdir specified (-L) but logger name not specified (-r)"u8
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
            request.Logger.Write(ref logger, environment, executable: true);
            return logger.Code;
        }
        return service.Code;
    }

    private static int MakeSources(
        Arguments words, EnvironmentBlock environment, in Request request, scoped in SourceNames names)
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
        path.Append(names.Service);
        ServiceFiles service = new(path.Text, stackalloc byte[Limits.PathLengthMax]);
        service.MakeDirectory(default);
        service.Write("notification-fd"u8, "3\n"u8);
        WriteRun(ref service, words.AtZ(0), environment, request);
        names.DescribeService(ref service);
        service.Copy(words.AtZ(0), "template"u8);
        if (names.Logger.IsEmpty || service.Code != ExitCode.Success)
        {
            return service.Code;
        }
        path.Truncate(length);
        path.Append(names.Logger);
        ServiceFiles logger = new(path.Text, stackalloc byte[Limits.PathLengthMax]);
        request.Logger.Write(ref logger, environment, executable: false);
        names.DescribeLogger(ref logger);
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
}
