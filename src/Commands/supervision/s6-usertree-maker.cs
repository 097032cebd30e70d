using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes a service that is a user's own supervision tree (s6-usertree-maker.html).</summary>
internal struct S6UsertreeMaker : ICommand
{
    /// <summary>Bytes of the script for one byte of an argument: five at most, quoted, in each of four places.</summary>
    private const int ScriptBytesPerByte = 20;

    /// <summary>Bytes of the script around the name of one variable.</summary>
    private const int ScriptBytesPerVariable = 64;

    private ref struct Request
    {
        public ReadOnlySpan<byte> ScanDirectory;
        public ReadOnlySpan<byte> Path;
        public ReadOnlySpan<byte> Names;
        public ReadOnlySpan<byte> VariableDirectory;
        public LoggerOptions Logger;
        public ArgumentList Variables;
        public bool HasNames;
        public bool HasVariables;
    }

    public static ReadOnlySpan<byte> Name => "s6-usertree-maker"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-usertree-maker [ -d userscandir ] [ -p path ] [ -E envdir [ -e var ... ] ] [ -r service/logger[/pipeline] ] [ -l loguser ] [ -t stamptype ] [ -n nfiles ] [ -s filesize ] [ -S maxsize ] [ -P prefix ] user logdir dir"u8;

    public static ReadOnlySpan<byte> Options => "d:p:E:e:r:l:t:n:s:S:P:"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes the service directory dir, of a service that runs an s6-svscan as user, on a scan directory of the user's, and
        its logger, which writes to logdir. The scripts are for execlineb. Neither directory is made.

          -d userscandir  the scan directory (default ${HOME}/service)
          -p path         the tree's PATH (default /usr/bin:/bin)
          -E envdir       the tree also has the variables of that directory, as s6-envdir reads them
          -e var          a variable of envdir in which substitution is done; can be given again
          -l user         who the logger runs as (default: root)
          -t type         times of its lines: 0 none, 1 TAI64N (the default), 2 ISO 8601, 3 both
          -n files        archives kept (default 10)       -s bytes   of each file (default 1000000)
          -S bytes        of all archives (default: any)   -P prefix  in front of its lines
          -r service/logger[/pipeline]   make dir a source directory of s6-rc with services of these names instead

        In userscandir, path and each var, ${USER}, ${HOME}, ${UID}, ${GID} and ${GIDLIST} stand for the user's when the
        service starts.

        Exits 0; 100 on wrong usage; 111 where a system call failed, and dir is left as it is then.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Errno error = ChainMemory.TryAllocateArray(invocation.Arguments.Count + 2, out Span<nint> slots);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        Request request = new()
        {
            ScanDirectory = "${HOME}/service"u8,
            Path = "/usr/bin:/bin"u8,
            Logger = LoggerOptions.Default,
            Variables = new ArgumentList(slots),
        };
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            TextReference valueZ = new(options.ValueZ);
            if (letter == 'e' && (valueZ.Text.Length == 1 || valueZ.Text.Contains((byte)'=')))
            {
                return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "invalid variable name: "u8, options.Value));
            }
            if (!TryApply(letter, valueZ.Text, ref request))
            {
                return options.UsageError();
            }
        }
        return options.Rest.Count < 3
            ? options.UsageError()
            : Outcome.Exit(Make(options.Rest, invocation, ref request));
    }

    private static bool TryApply(byte letter, ReadOnlySpan<byte> valueZ, ref Request request)
    {
        ReadOnlySpan<byte> value = valueZ[..^1];
        switch (letter)
        {
            case (byte)'d':
                request.ScanDirectory = value;
                return true;
            case (byte)'p':
                request.Path = value;
                return true;
            case (byte)'E':
                request.VariableDirectory = value;
                request.HasVariables = true;
                return true;
            case (byte)'e':
                request.Variables.Add(valueZ);
                return true;
            case (byte)'r':
                request.Names = value;
                request.HasNames = true;
                return true;
            default:
                return request.Logger.TryTake(letter, value);
        }
    }

    private static int Make(Arguments words, in Invocation invocation, ref Request request)
    {
        request.Logger.Directory = new TextReference(words[1]);
        SourceNames names = default;
        ReadOnlySpan<byte> wrong = request.Logger.WrongDirectory;
        wrong = !wrong.IsEmpty || request.ScanDirectory.StartsWith("/"u8) || request.ScanDirectory.StartsWith("${HOME}/"u8)
            ? wrong
            : "userscandir must be absolute or start with ${HOME}/"u8;
        wrong = wrong.IsEmpty ? request.Logger.WrongStampType : wrong;
        wrong = wrong.IsEmpty && request.HasNames ? WrongNames(request.Names, out names) : wrong;
        if (!wrong.IsEmpty)
        {
            return Diagnostics.Fatal(ExitCode.Usage, wrong);
        }
        int length = Limits.ScriptLengthMax;
        for (int i = 0; i < invocation.Arguments.Count; i++)
        {
            length += (invocation.Arguments[i].Length * ScriptBytesPerByte) + ScriptBytesPerVariable;
        }
        Errno error = ChainMemory.TryMap(length, out MemoryRegion memory);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8);
        }
        PathBuffer script = new(memory.Bytes);
        AppendRun(ref script, words[0], invocation.Environment, request);
        Assert.That(!script.Overflowed);
        return Write(words[2], script.Text, invocation.Environment, request.Logger, names);
    }

    private static ReadOnlySpan<byte> WrongNames(ReadOnlySpan<byte> text, out SourceNames names)
    {
        ReadOnlySpan<byte> incomplete = "argument to -r must be: service/logger or service/logger/pipeline"u8;
        ReadOnlySpan<byte> wrong = SourceNames.Parse(text, incomplete, default, out names);
        return wrong.IsEmpty && names.Logger.IsEmpty ? incomplete : wrong;
    }

    /// <summary>
    /// The tree's script. Variables of -e are read before those that they may mention, so that what their values hold is
    /// substituted, too, and what the user's values hold is not.
    /// </summary>
    private static void AppendRun(
        ref PathBuffer script, ReadOnlySpan<byte> user, EnvironmentBlock environment, scoped in Request request)
    {
        ExeclineScript.AppendStart(ref script, environment, " -P\nfdmove -c 2 1\nemptyenv -p\nexport USER "u8);
        ExeclineScript.AppendQuoted(ref script, user);
        script.Append("\ns6-envuidgid -i -- "u8);
        ExeclineScript.AppendQuoted(ref script, user);
        script.Append("\ns6-applyuidgid -U --\nbacktick -in HOME { homeof "u8);
        ExeclineScript.AppendQuoted(ref script, user);
        script.Append(" }\n"u8);
        Arguments variables = request.HasVariables ? request.Variables.Arguments : default;
        if (request.HasVariables)
        {
            script.Append("s6-envdir -i -- "u8);
            ExeclineScript.AppendQuoted(ref script, request.VariableDirectory);
            script.Append("\n"u8);
        }
        if (variables.Count > 0)
        {
            script.Append("multisubstitute\n{\n"u8);
            for (int i = 0; i < variables.Count; i++)
            {
                AppendVariable(ref script, "  importas -D \"\" -- "u8, variables[i], " "u8, "\n"u8);
            }
            script.Append("}\n"u8);
        }
        script.Append("""
            multisubstitute
            {
              importas -i USER USER
              importas -i HOME HOME
              importas -i UID UID
              importas -i GID GID
              importas -i GIDLIST GIDLIST
            }

            """u8);
        for (int i = 0; i < variables.Count; i++)
        {
            AppendVariable(ref script, "export "u8, variables[i], " ${"u8, "}\n"u8);
        }
        script.Append("export PATH "u8);
        ExeclineScript.AppendQuoted(ref script, request.Path);
        script.Append("\ns6-svscan -d3 -- "u8);
        ExeclineScript.AppendQuoted(ref script, request.ScanDirectory);
        script.Append("\n"u8);
    }

    /// <summary>A line with a variable's name twice.</summary>
    private static void AppendVariable(
        ref PathBuffer script,
        ReadOnlySpan<byte> before,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> between,
        ReadOnlySpan<byte> behind)
    {
        script.Append(before);
        ExeclineScript.AppendQuoted(ref script, name);
        script.Append(between);
        ExeclineScript.AppendQuoted(ref script, name);
        script.Append(behind);
    }

    /// <summary>The directories of the tree and of its logger: for s6-rc where there are names.</summary>
    private static int Write(
        ReadOnlySpan<byte> directory,
        ReadOnlySpan<byte> script,
        EnvironmentBlock environment,
        scoped in LoggerOptions loggerOptions,
        scoped in SourceNames names)
    {
        bool isSource = !names.Service.IsEmpty;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(directory);
        if (isSource)
        {
            ServiceFiles sources = new(directory, stackalloc byte[Limits.PathLengthMax]);
            sources.MakeDirectory(default, mayExist: true);
            if (sources.Code != ExitCode.Success)
            {
                return sources.Code;
            }
            path.Append("/"u8);
            path.Append(names.Service);
        }
        ServiceFiles service = new(isSource ? path.Text : directory, stackalloc byte[Limits.PathLengthMax]);
        service.MakeDirectory(default);
        service.Write("notification-fd"u8, "3\n"u8);
        service.WriteScript("run"u8, script, executable: !isSource);
        if (isSource)
        {
            names.DescribeService(ref service);
        }
        if (service.Code != ExitCode.Success)
        {
            return service.Code;
        }
        path.Truncate(directory.Length);
        path.Append(isSource ? "/"u8 : "/log"u8);
        path.Append(names.Logger);
        ServiceFiles logger = new(path.Text, stackalloc byte[Limits.PathLengthMax]);
        loggerOptions.Write(ref logger, environment, executable: !isSource);
        if (isSource)
        {
            names.DescribeLogger(ref logger);
        }
        return logger.Code;
    }
}
