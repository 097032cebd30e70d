using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// From the command line to the event loop: compiles the script, takes the memory that it and the options need, once,
/// opens the logdirs, and says that it is ready.
/// </summary>
internal static class LogStart
{
    private const uint ModeFile = 0x1b6;    // 0666

    /// <summary>Runs the logger; the exit code.</summary>
    public static int Run(in LogOptions options, Arguments directives, EnvironmentBlock environment)
    {
        Errno error = StandardStreams.Ensure();
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "ensure stdin/stdout/stderr are open"u8);
        }
        LogScriptOutline outline = LogScriptParser.Measure(directives);
        if (outline.Error != LogScriptError.None)
        {
            return Refuse(outline.Error, directives, outline.Directive);
        }
        if (options.Keeps && !CanKeep(outline))
        {
            return ExitCode.Usage;
        }
        outline.Keeps = options.Keeps;
        error = LogMemory.TryCreate(outline, options.LineLengthMax, out LogMemory memory);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "initialize script"u8);
        }
        LogScriptParser parser = new(directives, memory.Steps, memory.Settings, memory.Patterns);
        outline.Error = parser.Parse(out int directive);
        if (outline.Error != LogScriptError.None)
        {
            return Refuse(outline.Error, directives, directive);
        }
        if (!outline.EndsWithAction && options.Verbosity > 0)
        {
            Diagnostics.Warn("ignoring extraneous non-action directives"u8);
        }
        return Open(options, new LogScript(outline, memory.Steps, memory.Settings), memory, environment);
    }

    private static int Open(in LogOptions options, LogScript script, LogMemory memory, EnvironmentBlock environment)
    {
        LineExpressions expressions = new(memory.Expressions, memory.Automata, memory.AutomataMemory);
        // No line has been read yet.
        Errno error = expressions.Compile(script.Steps, memory.Input, out int step);
        if (error.Failed)
        {
            return RefuseExpression(error, script.Steps[step]);
        }
        uint mask = Kernel.SetUmask(0);
        _ = Kernel.SetUmask(mask);
        int code = ExitCode.Success;
        for (int i = 0; i < script.Logdirs.Length && code == ExitCode.Success; i++)
        {
            code = memory.Logdirs[i].Open(script.Logdirs[i], environment, ModeFile & ~mask, warns: options.Verbosity > 0);
        }
        LogJournal journal = default;
        if (code == ExitCode.Success && options.Keeps)
        {
            code = LogJournal.Open(memory.Logdirs, memory.Journal, out journal);
        }
        for (int i = 0; i < script.Logdirs.Length && code == ExitCode.Success; i++)
        {
            code = memory.Logdirs[i].Begin(script.Logdirs[i].Rotation);
        }
        return code == ExitCode.Success ? Start(options, script, memory, expressions, journal) : code;
    }

    private static int Start(
        in LogOptions options, LogScript script, LogMemory memory, LineExpressions expressions, LogJournal journal)
    {
        SignalSet set = SignalSet.Empty.With(Signal.SIGTERM).With(Signal.SIGHUP).With(Signal.SIGALRM);
        if (script.Outline.HasProcessors)
        {
            set = set.With(Signal.SIGCHLD);
        }
        Result<Fd> signals = Kernel.OpenSignals(set.Bits);
        if (!signals.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, signals.Error, "trap signals"u8);
        }
        Errno error = Kernel.NeutralizeSignal(Signal.SIGPIPE);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "ignore SIGPIPE"u8);
        }
        LineRunner lines = memory.BuildRunner(script, expressions, journal, options);
        Notify(options.Notification);
        LogHost host = new(options, signals.Value, lines);
        host.Run();
        return ExitCode.Success;
    }

    /// <summary>--keep needs a pipe, and a logdir for its file.</summary>
    private static bool CanKeep(in LogScriptOutline outline)
    {
        Result<FileStatus> status = Kernel.Stat(Fd.StandardInput);
        if (!status.Ok || !status.Value.IsFifo)
        {
            _ = Diagnostics.Fatal(ExitCode.Usage, "--keep needs a pipe for stdin"u8);
            return false;
        }
        if (outline.Logdirs is 0 or > JournalHeader.LogdirsMax)
        {
            bool none = outline.Logdirs == 0;
            _ = Diagnostics.Fatal(ExitCode.Usage, none ? "--keep needs a logdir"u8 : "too many logdirs for --keep"u8);
            return false;
        }
        return true;
    }

    private static void Notify(Fd notification)
    {
        if (notification.IsOpen)
        {
            // Nobody reads it any more: there is nobody to tell then.
            _ = Kernel.Write(notification, "\n"u8);
            Kernel.Close(notification);
        }
    }

    private static int Refuse(LogScriptError error, Arguments directives, int directive)
    {
        ReadOnlySpan<byte> word = directive < directives.Count ? directives[directive] : default;
        return error switch
        {
            LogScriptError.Syntax => Diagnostics.Fatal(ExitCode.Usage, "syntax error at directive: "u8, word),
            LogScriptError.ToleranceTooHigh =>
                Diagnostics.Fatal(ExitCode.Usage, "directive "u8, word, " conflicts with previous s directive"u8),
            LogScriptError.NoAction => Diagnostics.Fatal(ExitCode.Usage, "no action directive specified"u8),
            LogScriptError.None or LogScriptError.Unrecognized or _ =>
                Diagnostics.Fatal(ExitCode.Usage, "unrecognized directive: "u8, word),
        };
    }

    private static int RefuseExpression(Errno error, in LogStep step)
    {
        if (error == Errno.ENOMEM)
        {
            return Diagnostics.Unable(ExitCode.System, error, "initialize script"u8);
        }
        ReadOnlySpan<byte> sign = step.Kind == LogStepKind.Select ? "+"u8 : "-"u8;
        return Diagnostics.Fatal(ExitCode.Usage, "unrecognized directive: "u8, sign, step.Pattern.Text.Text[..^1]);
    }
}
