using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>`s6 why` (docs/FRONTEND.md): what services wait for, or why they are not up.</summary>
internal static class WhyQuery
{
    private const int LogLineCount = 5;

    public static int Run(
        in SystemView view, ReadOnlySpan<bool> selected, in FrontOptions options, in FrontSettings settings)
    {
        Errno error = ChainMemory.TryAllocateArray(view.Count, out Span<int> queue);
        error = error.IsNone ? ChainMemory.TryAllocateArray(view.Count, out Span<bool> seen) : Missing(error, out seen);
        error = error.IsNone ? Diary.Read(view, out Span<ServiceSpan> spans) : Missing(error, out spans);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read the state of services"u8);
        }
        int count = 0;
        for (int i = 0; i < selected.Length; i++)
        {
            if (selected[i])
            {
                seen[i] = true;
                queue[count++] = i;
            }
        }
        int asked = count;
        bool allUp = true;
        Tai now = Kernel.WallClock();
        ReasonSink sink = new(stackalloc byte[4096], settings, options.Has('j'));
        PathBuffer directory = new(stackalloc byte[Limits.PathLengthMax]);
        for (int i = 0; i < count && sink.Error.IsNone; i++)
        {
            int service = queue[i];
            ServiceFacts facts = StatusQuery.Read(view, service, spans, ref directory);
            sink.BeginService(view.Name(service), facts, i < asked);
            if (!facts.IsUp)
            {
                allUp &= i >= asked;
                AddDependencies(ref sink, view, service, spans, seen, queue, ref count);
                Explain(ref sink, facts, directory.Text, service < spans.Length ? spans[service] : default, now);
            }
            sink.EndService(facts.IsUp ? default : LogLines.Find(view, service, LogLineCount));
        }
        int code = Queries.Finish(sink.Finish());
        return code != ExitCode.Success ? code : allUp ? ExitCode.Success : ExitCode.Failure;
    }

    private static Errno Missing<T>(Errno error, out Span<T> values)
        where T : unmanaged
    {
        values = default;
        return error;
    }

    /// <summary>Those that are not up are looked at next.</summary>
    private static void AddDependencies(
        ref ReasonSink sink,
        in SystemView view,
        int service,
        ReadOnlySpan<ServiceSpan> spans,
        Span<bool> seen,
        Span<int> queue,
        ref int count)
    {
        if (!view.IsManaged(service))
        {
            return;
        }
        NumberList others = view.Database.Dependencies(service, up: true);
        PathBuffer directory = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer text = new(stackalloc byte[Limits.PathLengthMax]);
        for (int i = 0; i < others.Count; i++)
        {
            int other = others.Service(i);
            ServiceFacts facts = StatusQuery.Read(view, other, spans, ref directory);
            if (facts.IsUp)
            {
                continue;
            }
            text.Truncate(0);
            text.Append("needs "u8);
            text.Append(view.Name(other));
            text.Append(", which is "u8);
            text.Append(ServiceFacts.NameOf(facts.Condition));
            sink.Reason("dependency"u8, view.Name(other), text.Text);
            if (!seen[other])
            {
                seen[other] = true;
                queue[count++] = other;
            }
        }
    }

    private static void Explain(
        ref ReasonSink sink, in ServiceFacts facts, scoped ReadOnlySpan<byte> directory, ServiceSpan span, Tai now)
    {
        switch (facts.Condition)
        {
            case ServiceCondition.Unknown:
                Tell(ref sink, "unknown"u8, "its directory may not be looked into by this user: "u8, directory);
                break;
            case ServiceCondition.Unsupervised:
                ExplainUnsupervised(ref sink, directory);
                break;
            case ServiceCondition.Starting:
                TellAge(ref sink, "not_ready"u8, "runs, and has not told that it is ready for "u8, facts.Status.Stamp, now, ""u8);
                break;
            case ServiceCondition.Stopping:
                Tell(ref sink, "stopping"u8, "was told to stop, and has not ended yet"u8, default);
                break;
            case ServiceCondition.Finishing:
                Tell(ref sink, "finishing"u8, "has ended, and its ./finish runs"u8, default);
                break;
            case ServiceCondition.Restarting:
                Tell(ref sink, "restarting"u8, "has died, and is going to be started again"u8, default);
                break;
            case ServiceCondition.Failed:
                ExplainFailed(ref sink, facts, directory, span, now);
                break;
            case ServiceCondition.Down:
                ExplainDown(ref sink, facts, directory);
                break;
            case ServiceCondition.Up:
            case ServiceCondition.Ready:
            default:
                break;
        }
        if (facts.Kind != ServiceKind.Oneshot && facts.Condition != ServiceCondition.Starting)
        {
            ExplainRun(ref sink, directory);
            ExplainEnd(ref sink, facts, now);
        }
    }

    private static void ExplainUnsupervised(ref ReasonSink sink, scoped ReadOnlySpan<byte> directory)
    {
        bool isThere = FactsReader.IsThere(directory, ""u8);
        Tell(
            ref sink,
            "unsupervised"u8,
            isThere ? "no s6-supervise looks after it (does s6-svscan run?): "u8 : "its service directory is not there: "u8,
            directory);
    }

    private static void ExplainFailed(
        ref ReasonSink sink,
        in ServiceFacts facts,
        scoped ReadOnlySpan<byte> directory,
        ServiceSpan span,
        Tai now)
    {
        if (facts.Kind == ServiceKind.Oneshot)
        {
            TellAge(
                ref sink, "failed"u8, "its script has failed, "u8, span.HasEnd ? span.End : span.Start, now, " ago"u8);
            return;
        }
        Span<byte> line = stackalloc byte[Limits.StatusTextLengthMax + 1];
        ReadOnlySpan<byte> failure = FactsReader.FirstLine(directory, "/supervise/failure"u8, line);
        Tell(
            ref sink,
            "failed"u8,
            failure.IsEmpty ? "should be up, and its supervisor has given it up or was told to"u8 : "has failed permanently: "u8,
            failure);
    }

    private static void ExplainDown(
        ref ReasonSink sink, in ServiceFacts facts, scoped ReadOnlySpan<byte> directory)
    {
        if (facts.Kind != ServiceKind.Supervised)
        {
            Tell(
                ref sink,
                "not_wanted"u8,
                "s6-rc has it down: nobody has asked for it since, or its start has failed"u8,
                default);
            return;
        }
        bool hasDownFile = FactsReader.IsThere(directory, "/down"u8);
        Tell(
            ref sink,
            "not_wanted"u8,
            hasDownFile ? "it starts on command only: there is "u8 : "it was told to be down"u8,
            hasDownFile ? directory : default,
            hasDownFile ? "/down"u8 : default);
    }

    private static void ExplainRun(ref ReasonSink sink, scoped ReadOnlySpan<byte> directory)
    {
        if (!FactsReader.IsThere(directory, "/run"u8))
        {
            Tell(ref sink, "no_run"u8, "there is no "u8, directory, "/run"u8);
        }
        else if (!FactsReader.IsThere(directory, "/run"u8, AccessMode.X_OK))
        {
            Tell(ref sink, "not_executable"u8, "may not be executed: "u8, directory, "/run"u8);
        }
    }

    /// <summary>How its last run has ended.</summary>
    private static void ExplainEnd(ref ReasonSink sink, in ServiceFacts facts, Tai now)
    {
        if (!facts.HasEnded || facts.Status.WaitStatus.IsUnknown)
        {
            return;
        }
        WaitStatus status = facts.Status.WaitStatus;
        PathBuffer text = new(stackalloc byte[Limits.PathLengthMax]);
        text.Append("its last run has ended "u8);
        AppendAge(ref text, now.SecondsSince(facts.Status.Stamp));
        text.Append(" ago: "u8);
        if (status.IsSignaled)
        {
            text.Append("killed by signal "u8);
            text.Append((ulong)status.SignalNumber);
            text.Append(" (SIG"u8);
            text.Append(new Signal(status.SignalNumber).Name);
            text.Append(")"u8);
        }
        else
        {
            text.Append("exit code "u8);
            text.Append((ulong)status.ExitCode);
            ReadOnlySpan<byte> meaning = ExitMeaning.Of(status.ExitCode);
            text.Append(meaning.IsEmpty ? ""u8 : " ("u8);
            text.Append(meaning);
            text.Append(meaning.IsEmpty ? ""u8 : ")"u8);
        }
        if (facts.Deaths > 1)
        {
            text.Append("; it has died "u8);
            text.Append((ulong)facts.Deaths);
            text.Append(" times"u8);
        }
        sink.Reason("ended"u8, default, text.Text);
    }

    private static void Tell(
        ref ReasonSink sink,
        ReadOnlySpan<byte> cause,
        scoped ReadOnlySpan<byte> a,
        scoped ReadOnlySpan<byte> b,
        scoped ReadOnlySpan<byte> c = default)
    {
        PathBuffer text = new(stackalloc byte[Limits.PathLengthMax + Limits.StatusTextLengthMax]);
        text.Append(a);
        text.Append(b);
        text.Append(c);
        sink.Reason(cause, default, text.Text);
    }

    private static void TellAge(
        ref ReasonSink sink, ReadOnlySpan<byte> cause, ReadOnlySpan<byte> a, Tai since, Tai now, ReadOnlySpan<byte> b)
    {
        PathBuffer text = new(stackalloc byte[Limits.PathLengthMax]);
        text.Append(a);
        AppendAge(ref text, now.SecondsSince(since));
        text.Append(b);
        sink.Reason(cause, default, text.Text);
    }

    private static void AppendAge(scoped ref PathBuffer text, ulong seconds)
    {
        text.Append(seconds);
        text.Append(seconds == 1 ? " second"u8 : " seconds"u8);
    }
}
