using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>All that is known of one service, for people.</summary>
internal static class StatusDetails
{
    private const int LabelWidth = 14;

    public static void Print(
        ref Screen screen,
        scoped in SystemView view,
        int service,
        in ServiceFacts facts,
        scoped ReadOnlySpan<byte> directory,
        Tai now,
        int lines)
    {
        screen.WriteClean(view.Name(service));
        screen.Write(": "u8);
        screen.Condition(facts.Condition, 0);
        if (facts.HasStatus && facts.Status.IsUp)
        {
            screen.Write(" (pid "u8);
            screen.Write((ulong)facts.Status.Pid.Value);
            screen.Write(")"u8);
        }
        if (facts.HasStatus && !facts.Status.NotStartedYet)
        {
            screen.Write(" for "u8);
            screen.Age(now.SecondsSince(facts.Status.Stamp), 0);
        }
        screen.Line();
        Label(ref screen, "kind"u8);
        screen.Write(ServiceFacts.NameOf(facts.Kind));
        screen.Write(facts.IsEssential ? ", essential"u8 : ""u8);
        screen.Write(
            facts.Kind == ServiceKind.Supervised ? ", not known to s6-rc\n"u8
            : facts.IsUpForManager ? ", up for s6-rc\n"u8 : ", down for s6-rc\n"u8);
        if (facts.Kind != ServiceKind.Oneshot)
        {
            PrintProcess(ref screen, facts, directory, now);
        }
        PrintNames(ref screen, "depends on"u8, view, service, up: true);
        PrintNames(ref screen, "needed by"u8, view, service, up: false);
        PrintLog(ref screen, LogLines.Find(view, service, lines));
    }

    private static void PrintProcess(ref Screen screen, in ServiceFacts facts, scoped ReadOnlySpan<byte> directory, Tai now)
    {
        Label(ref screen, "directory"u8);
        screen.WriteClean(directory);
        screen.Line();
        Label(ref screen, "readiness"u8);
        if (facts.HasStatus && facts.Status.IsUp && facts.Status.Ready)
        {
            screen.Write("ready for "u8);
            screen.Age(now.SecondsSince(facts.Status.ReadyStamp), 0);
            screen.Line();
        }
        else
        {
            screen.Write(facts.TellsReadiness ? "not ready\n"u8 : "not told of by this service\n"u8);
        }
        Label(ref screen, "deaths"u8);
        screen.Write((ulong)facts.Deaths);
        if (facts.Deaths > 0)
        {
            screen.Write(", the last "u8);
            screen.Age(now.SecondsSince(facts.LastDeath.Stamp), 0);
            screen.Write(" ago: "u8);
            screen.End(facts.LastDeath.ExitCode, facts.LastDeath.Signal);
        }
        screen.Line();
        Span<byte> text = stackalloc byte[Limits.StatusTextLengthMax + 1];
        PrintText(ref screen, "failure"u8, FactsReader.FirstLine(directory, "/supervise/failure"u8, text));
        PrintText(ref screen, "says"u8, FactsReader.FirstLine(directory, "/supervise/statustext"u8, text));
    }

    private static void PrintText(ref Screen screen, ReadOnlySpan<byte> label, scoped ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            Label(ref screen, label);
            screen.WriteClean(text);
            screen.Line();
        }
    }

    private static void PrintNames(ref Screen screen, ReadOnlySpan<byte> label, in SystemView view, int service, bool up)
    {
        if (!view.IsManaged(service))
        {
            return;
        }
        NumberList others = view.Database.Dependencies(service, up);
        if (others.Count == 0)
        {
            return;
        }
        Label(ref screen, label);
        PathBuffer directory = new(stackalloc byte[Limits.PathLengthMax]);
        for (int i = 0; i < others.Count && screen.Error.IsNone; i++)
        {
            screen.Write(i == 0 ? ""u8 : ", "u8);
            screen.WriteClean(view.Name(others.Service(i)));
            screen.Write(" ("u8);
            screen.Condition(FactsReader.Read(view, others.Service(i), ref directory).Condition, 0);
            screen.Write(")"u8);
        }
        screen.Line();
    }

    public static void PrintLog(ref Screen screen, scoped ReadOnlySpan<byte> log)
    {
        if (log.IsEmpty)
        {
            return;
        }
        Label(ref screen, "log"u8);
        screen.Line();
        while (!log.IsEmpty)
        {
            int newline = log.IndexOf((byte)'\n');
            screen.Write("    "u8);
            screen.WriteClean(newline < 0 ? log : log[..newline]);
            screen.Line();
            log = newline < 0 ? default : log[(newline + 1)..];
        }
    }

    private static void Label(ref Screen screen, ReadOnlySpan<byte> label)
    {
        screen.Write("  "u8);
        screen.Column(label, LabelWidth);
    }
}
