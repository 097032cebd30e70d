using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Rc;

namespace Sestet.Frontend.Host;

/// <summary>A service as an object of `s6 status --json` (docs/FRONTEND.md has the schema).</summary>
internal static class StatusJson
{
    public static void Write(
        ref JsonOutput json,
        in SystemView view,
        int service,
        in ServiceFacts facts,
        ReadOnlySpan<byte> directory,
        ReadOnlySpan<ServiceSpan> spans,
        int lines)
    {
        json.Text("name"u8, view.Name(service));
        json.Text("kind"u8, ServiceFacts.NameOf(facts.Kind));
        json.Text("state"u8, ServiceFacts.NameOf(facts.Condition));
        json.Boolean("up"u8, facts.IsUp);
        if (facts.Kind == ServiceKind.Supervised)
        {
            json.Null("managed_up"u8);
        }
        else
        {
            json.Boolean("managed_up"u8, facts.IsUpForManager);
        }
        json.Boolean("essential"u8, facts.IsEssential);
        json.TextOrNull("directory"u8, directory);
        WriteProcess(ref json, facts, service < spans.Length ? spans[service] : default);
        WriteDeaths(ref json, facts);
        Span<byte> text = stackalloc byte[Limits.StatusTextLengthMax + 1];
        json.TextOrNull(
            "failure"u8, directory.IsEmpty ? default : FactsReader.FirstLine(directory, "/supervise/failure"u8, text));
        json.TextOrNull(
            "status_text"u8, directory.IsEmpty ? default : FactsReader.FirstLine(directory, "/supervise/statustext"u8, text));
        WriteGraph(ref json, view, service);
        json.Begin("log"u8, '[');
        ReadOnlySpan<byte> log = lines == 0 ? default : LogLines.Find(view, service, lines);
        while (!log.IsEmpty)
        {
            int newline = log.IndexOf((byte)'\n');
            json.Text(default, newline < 0 ? log : log[..newline]);
            log = newline < 0 ? default : log[(newline + 1)..];
        }
        json.End(']');
    }

    private static void WriteProcess(ref JsonOutput json, in ServiceFacts facts, ServiceSpan span)
    {
        if (facts.HasStatus && facts.Status.IsUp)
        {
            json.Number("pid"u8, (ulong)facts.Status.Pid.Value);
        }
        else
        {
            json.Null("pid"u8);
        }
        bool isOneshot = facts.Kind == ServiceKind.Oneshot;
        bool hasStamp = isOneshot ? span.HasEnd : facts.HasStatus && !facts.Status.NotStartedYet;
        json.Time("since"u8, hasStamp, isOneshot ? span.End : facts.Status.Stamp);
        bool isReady = facts.HasStatus && facts.Status.IsUp && facts.Status.Ready;
        json.Boolean("ready"u8, isReady);
        json.Boolean("tells_readiness"u8, facts.TellsReadiness);
        json.Time("ready_since"u8, isReady, facts.Status.ReadyStamp);
    }

    private static void WriteDeaths(ref JsonOutput json, in ServiceFacts facts)
    {
        json.Number("deaths"u8, (ulong)facts.Deaths);
        bool isKnown = facts.HasEnded && !facts.Status.WaitStatus.IsUnknown;
        if (facts.Deaths == 0 && !isKnown)
        {
            json.Null("last_exit"u8);
            return;
        }
        int signal = isKnown
            ? facts.Status.WaitStatus.IsSignaled ? facts.Status.WaitStatus.SignalNumber : 0
            : facts.LastDeath.Signal;
        int code = isKnown ? facts.Status.WaitStatus.IsSignaled ? 0 : facts.Status.WaitStatus.ExitCode : facts.LastDeath.ExitCode;
        json.Begin("last_exit"u8, '{');
        if (signal == 0)
        {
            json.Number("code"u8, (ulong)code);
            json.Null("signal"u8);
        }
        else
        {
            json.Null("code"u8);
            json.Number("signal"u8, (ulong)signal);
        }
        json.Time("time"u8, true, facts.Deaths > 0 ? facts.LastDeath.Stamp : facts.Status.Stamp);
        json.End('}');
    }

    public static void WriteGraph(ref JsonOutput json, in SystemView view, int service)
    {
        WriteNames(ref json, "depends_on"u8, view, service, up: true);
        WriteNames(ref json, "needed_by"u8, view, service, up: false);
        int consumer = view.IsManaged(service) && view.Database.IsLongrun(service) ? view.Database.Consumer(service) : -1;
        json.TextOrNull("logger"u8, consumer < 0 ? default : view.Name(consumer));
    }

    private static void WriteNames(ref JsonOutput json, ReadOnlySpan<byte> key, in SystemView view, int service, bool up)
    {
        json.Begin(key, '[');
        if (view.IsManaged(service))
        {
            NumberList others = view.Database.Dependencies(service, up);
            for (int i = 0; i < others.Count; i++)
            {
                json.Text(default, view.Name(others.Service(i)));
            }
        }
        json.End(']');
    }
}
