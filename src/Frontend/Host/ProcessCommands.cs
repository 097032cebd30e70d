using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>`s6 process` (s6_process.html).</summary>
internal static class ProcessCommands
{
    public static Outcome Run(ReadOnlySpan<byte> name, Arguments words, in FrontSettings settings)
    {
        if (name.SequenceEqual("help"u8))
        {
            return FrontUsage.Help(FrontHelp.Process);
        }
        if (name.SequenceEqual("start"u8))
        {
            return StartOrStop(words, settings, up: true);
        }
        if (name.SequenceEqual("stop"u8))
        {
            return StartOrStop(words, settings, up: false);
        }
        if (name.SequenceEqual("restart"u8))
        {
            return Restart(words, settings);
        }
        if (name.SequenceEqual("kill"u8))
        {
            return Kill(words, settings);
        }
        return name.SequenceEqual("status"u8)
            ? Status(words, settings)
            : FrontUsage.Print(
                "s6 process [ process options ] subcommand [ subcommand options ] services... "u8
                + "Type \"s6 process help\" for details."u8);
    }

    private static Outcome StartOrStop(Arguments words, in FrontSettings settings, bool up)
    {
        if (!FrontUsage.TryRead(
            words,
            "PpWwt:"u8,
            "no-permanent=P permanent=p no-wait=W wait=w timeout=t"u8,
            FrontUsage.ProcessTimeoutMessage,
            out FrontOptions options,
            out Arguments names))
        {
            return FrontUsage.Wrong;
        }
        if (names.Count == 0)
        {
            return FrontUsage.Print(up
                ? "s6 process start [ --permanent ] [ --wait ] [ --timeout=millisecs ] services..."u8
                : "s6 process stop [ --permanent ] [ --wait ] [ --timeout=millisecs ] services..."u8);
        }
        bool stays = options.Has('p');
        ReadOnlySpan<byte> optionZ = (up, stays, options.Has('w')) switch
        {
            (true, false, false) => "-u\0"u8,
            (true, false, true) => "-uwU\0"u8,
            (true, true, false) => "-U\0"u8,
            (true, true, true) => "-UwU\0"u8,
            (false, false, false) => "-d\0"u8,
            (false, false, true) => "-dwD\0"u8,
            (false, true, false) => "-D\0"u8,
            (false, true, true) => "-DwD\0"u8,
        };
        return Control(optionZ, options, names, settings);
    }

    private static Outcome Restart(Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(
            words,
            "Wwt:"u8,
            "no-wait=W wait=w timeout=t"u8,
            FrontUsage.ProcessTimeoutMessage,
            out FrontOptions options,
            out Arguments names))
        {
            return FrontUsage.Wrong;
        }
        return names.Count == 0
            ? FrontUsage.Print(
                "s6 process restart [ -W|--no-wait | -w|--wait ] [ -t timeout | --timeout=timeout ] services..."u8)
            : Control(options.Has('w') ? "-rwR\0"u8 : "-r\0"u8, options, names, settings);
    }

    /// <summary>Becomes s6-svc for all of the services.</summary>
    private static Outcome Control(
        ReadOnlySpan<byte> optionZ, in FrontOptions options, Arguments names, in FrontSettings settings)
    {
        if (!AreSupervised(names, settings, out int code))
        {
            return Outcome.Exit(code);
        }
        FrontLine line = new("s6-svc\0"u8, names.Count);
        line.Add(optionZ);
        line.AddNumber("-T\0"u8, options.TimeoutMs);
        line.Add("--\0"u8);
        for (int i = 0; i < names.Count; i++)
        {
            line.AddCopy(settings.ScandirZ.Text[..^1], "/"u8, names[i]);
        }
        return line.Become(settings);
    }

    private static bool AreSupervised(Arguments names, in FrontSettings settings, out int code)
    {
        code = ExitCode.Success;
        for (int i = 0; i < names.Count && code == ExitCode.Success; i++)
        {
            TextReference directoryZ = FrontText.JoinZ(settings.ScandirZ.Text[..^1], "/"u8, names[i]);
            if (directoryZ.Text.IsEmpty)
            {
                code = Diagnostics.Unable(ExitCode.System, Errno.ENOMEM, "allocate memory"u8);
                break;
            }
            Result<bool> supervised = ServiceDirectory.IsSupervised(directoryZ.Text[..^1]);
            if (!supervised.Ok && supervised.Error != Errno.ENOTDIR)
            {
                code = Diagnostics.Unable(ExitCode.System, supervised.Error, "check "u8, directoryZ.Text[..^1]);
            }
            else if (!supervised.Ok || !supervised.Value)
            {
                code = Diagnostics.Fatal(
                    ExitCode.Usage, names[i], " is not registered as a supervised service in "u8, settings.ScandirZ.Text[..^1]);
            }
        }
        return code == ExitCode.Success;
    }

    private static Outcome Kill(Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(
            words,
            "Wws:t:"u8,
            "no-wait=W wait=w signal=s timeout=t"u8,
            FrontUsage.ProcessTimeoutMessage,
            out FrontOptions options,
            out Arguments names))
        {
            return FrontUsage.Wrong;
        }
        uint signal = (uint)Signal.SIGTERM.Number;
        if (options.Has('s') && !ServiceSignal.TryParse(options.SignalZ.Text[..^1], out signal))
        {
            return Outcome.Exit(
                Diagnostics.Fatal(ExitCode.Usage, "--signal= argument must be the name or number of a signal"u8));
        }
        if (names.Count == 0)
        {
            return FrontUsage.Print(
                "s6 process kill [ --signal=sig ] [ --timeout=millisecs ] [ --wait | --no-wait ] services..."u8);
        }
        bool waits = options.Has('w');
        byte letter = ServiceSignal.Letter((int)Math.Min(signal, int.MaxValue));
        if (letter == 0)
        {
            return KillDirectly(signal, waits, options, names, settings);
        }
        ReadOnlySpan<byte> optionZ = waits
            ? FrontText.JoinZ("-"u8, [letter], "wD"u8).Text
            : FrontText.JoinZ("-"u8, [letter]).Text;
        return optionZ.IsEmpty
            ? Outcome.Exit(Diagnostics.Unable(ExitCode.System, Errno.ENOMEM, "allocate memory"u8))
            : Control(optionZ, options, names, settings);
    }

    /// <summary>For signals that s6-svc does not know: to the processes by their numbers.</summary>
    private static Outcome KillDirectly(
        uint signal, bool waits, in FrontOptions options, Arguments names, in FrontSettings settings)
    {
        if (!AreSupervised(names, settings, out int code))
        {
            return Outcome.Exit(code);
        }
        PathBuffer number = new(stackalloc byte[Limits.DecimalLengthMax + 1]);
        number.Append((ulong)signal);
        if (settings.Verbosity > 0)
        {
            Diagnostics.Warn(
                "signal "u8, number.Text, " is not natively supported by s6-svc, cannot ensure reliability"u8);
        }
        FrontLine line = waits ? new FrontLine("s6-svlisten\0"u8, 2 * names.Count) : HelperLine(names.Count);
        if (waits)
        {
            line.Add("-D\0"u8);
            line.AddNumber("-t\0"u8, options.TimeoutMs);
            line.Add("--\0"u8);
            for (int i = 0; i < names.Count; i++)
            {
                // A word of a block, so quoted with a blank.
                TextReference directory = FrontText.JoinZ(" "u8, settings.ScandirZ.Text[..^1], "/"u8);
                line.AddCopy(directory.Text.IsEmpty ? default : directory.Text[..^1], names[i]);
            }
            line.Add("\0"u8);
            line.Add(HelperLine(0).Words);
        }
        line.AddCopy(number.Text);
        int found = AddProcesses(ref line, names, settings, out code);
        return found == 0 ? Outcome.Exit(code) : line.Become(settings);
    }

    /// <summary>Adds the services' processes that are up; how many. Code: 0, or what to exit with, printed.</summary>
    private static int AddProcesses(ref FrontLine line, Arguments names, in FrontSettings settings, out int code)
    {
        PathBuffer pid = new(stackalloc byte[Limits.DecimalLengthMax + 1]);
        code = ExitCode.Success;
        int found = 0;
        for (int i = 0; i < names.Count; i++)
        {
            TextReference directoryZ = FrontText.JoinZ(settings.ScandirZ.Text[..^1], "/"u8, names[i]);
            ReadOnlySpan<byte> directory = directoryZ.Text.IsEmpty ? default : directoryZ.Text[..^1];
            Errno error = ServiceDirectory.ReadStatus(directory, out ServiceStatus status);
            if (error.Failed)
            {
                code = Diagnostics.Unable(ExitCode.System, error, "read status for "u8, directory);
                return 0;
            }
            if (status.IsUp)
            {
                pid.Truncate(0);
                pid.Append((ulong)status.Pid.Value);
                line.AddCopy(pid.Text);
                found++;
            }
        }
        return found;
    }

    /// <summary>
    /// What s6-frontend-helper-kill is executed as: the file beside this program's, or this program, told what it is to be.
    /// </summary>
    private static FrontLine HelperLine(int more)
    {
        ReadOnlySpan<byte> name = "s6-frontend-helper-kill\0"u8;
        OwnBinary.Remember("s6"u8, stackalloc byte[OwnBinary.BufferLength]);
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        OwnBinary.FindCommand(name[..^1], ref path);
        ReadOnlySpan<byte> found = Text.BaseName(path.Text);
        bool isMultiplexer = found.SequenceEqual("sestet"u8);
        TextReference joined = found.SequenceEqual(name[..^1]) || isMultiplexer ? FrontText.JoinZ(path.Text) : default;
        FrontLine line = new(joined.Text.IsEmpty ? name : joined.Text, more + 1);
        line.AddIf(isMultiplexer, name);
        return line;
    }

    private static Outcome Status(Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(
            words, "Ll"u8, "without-logs=L with-logs=l"u8, out FrontOptions options, out Arguments names))
        {
            return FrontUsage.Wrong;
        }
        if (names.Count == 0)
        {
            return FrontUsage.Print("s6 process status [ -L | -l ] services..."u8);
        }
        if (!AreSupervised(names, settings, out int code))
        {
            return Outcome.Exit(code);
        }
        bool allSucceed = true;
        for (int i = 0; i < names.Count; i++)
        {
            TextReference directoryZ = FrontText.JoinZ(settings.ScandirZ.Text[..^1], "/"u8, names[i]);
            if (!TryPrintStatus(directoryZ, settings, ref allSucceed, out code))
            {
                return Outcome.Exit(code);
            }
            TextReference logZ = FrontText.JoinZ(directoryZ.Text[..^1], "/log"u8);
            if (options.Has('l') && IsThere(logZ) && !TryPrintStatus(logZ, settings, ref allSucceed, out code))
            {
                return Outcome.Exit(code);
            }
        }
        return Outcome.Exit(allSucceed ? ExitCode.Success : ExitCode.Failure);
    }

    private static bool IsThere(TextReference directoryZ)
    {
        Result<bool> supervised = ServiceDirectory.IsSupervised(directoryZ.Text[..^1]);
        return supervised.Ok && supervised.Value;
    }

    private static bool TryPrintStatus(
        TextReference directoryZ, in FrontSettings settings, ref bool allSucceed, out int code)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        output.Write(directoryZ.Text[..^1]);
        output.Write(": "u8);
        code = Filter.Finish(ref output);
        if (code != ExitCode.Success)
        {
            return false;
        }
        FrontLine line = new("s6-svstat\0"u8);
        line.Add("--\0"u8);
        line.Add(directoryZ.Text);
        bool ran = FrontChild.TryRun(line, settings, out code);
        allSucceed &= code == ExitCode.Success;
        return ran;
    }
}
