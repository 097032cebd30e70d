using System;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>servicedir.html and s6-supervise.html: notification-fd, the letter U, and what readiness changes.</summary>
public sealed class Readiness(ITestOutputHelper output) : Scenario(output)
{
    private const string Warning = "s6-supervise svc: warning: ";

    [Theory]
    [Density(1)]
    [Ours(1)]
    [Density(3)]
    [Ours(3)]
    [Density(9)]
    [Ours(9)]
    [Reference(1)]
    [Reference(3)]
    [Reference(9)]
    public void ANewlineMeansReady(Suite suite, int descriptor)
    {
        Supervised service = Supervise(
            suite, NewService().With("notification-fd", $"{descriptor}\n").Run($"echo >&{descriptor}; {ServiceDirectory.Idle}"));
        service.Expect("suU");
        StatusFile status = service.Status;
        Assert.Equal(8 + 4, status.Flags);
        Assert.True(status.ReadyStamp >= status.Stamp);
    }

    [Theory, Density, Ours, Reference]
    public void WhatPrecedesTheNewlineDoesNotMatter(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().With("notification-fd", "3").Run($"""
            printf 'not yet' >&3
            mkfifo hold; echo > {messages.Path}; read x < hold
            printf ' but now\nand more\n' >&3
            {ServiceDirectory.Idle}
            """);
        Supervised service = Supervise(suite, directory);
        messages.Expect("");
        service.Expect("su");
        Assert.Equal(4, service.Status.Flags);
        File.WriteAllText(directory["hold"], "\n");
        service.Expect("suU");
        service.Send("d");
        service.Expect("suUdD");
    }

    [Theory, Density, Ours, Reference]
    public void ClosingItWithoutANewlineMeansNothing(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().With("notification-fd", "3").Run($"""
            exec 3>&-
            echo > {messages.Path}
            {ServiceDirectory.Idle}
            """));
        messages.Expect("");
        service.Expect("su");
        service.Send("pd");
        service.Expect("sudD");
    }

    [Theory, Density, Ours, Reference]
    public void AServiceThatWasReadyForASecondIsRestartedAtOnce(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(
            suite, NewService().With("notification-fd", "3").Run($"echo >&3; sleep 1.1; echo over > {messages.Path}; exit 0"));
        // A busy machine may take its time once, but not each time.
        long shortest = long.MaxValue;
        for (int lives = 1; lives <= 5 && shortest > 700; lives++)
        {
            messages.Expect("over");
            Patience clock = new();
            service.Events.WaitFor("u", from: 4 * lives);
            shortest = Math.Min(shortest, clock.ElapsedMs);
        }
        Assert.InRange(shortest, 0, 700);
        Assert.StartsWith("suUdDu", service.Events.Heard, StringComparison.Ordinal);
    }

    [Theory, Density, Ours, Reference]
    public void AServiceThatWasReadyForLessIsNot(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(
            suite, NewService().With("notification-fd", "3").Run($"echo >&3; echo up > {messages.Path}; exit 0"));
        messages.Expect("up");
        Patience clock = new();
        messages.Expect("up");
        Assert.InRange(clock.ElapsedMs, 800, 10_000);
        service.Events.WaitFor("u", from: 4);
        Assert.StartsWith("suUdDu", service.Events.Heard, StringComparison.Ordinal);
    }

    [Theory, Density, Ours, Reference]
    public void TheFileIsReadAtEveryStart(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run("echo >&4; exec sleep 1000"));
        service.Process.WaitForError("Bad file descriptor");
        service.Send("d");
        int place = service.Events.WaitFor("D");
        service.Service.With("notification-fd", "4\n");
        service.Send("u");
        service.Events.WaitFor("U", place);
    }

    [Theory, Density, Ours, Reference]
    public void TheLastLetterIsTheOneTheStatusTellsOf(Suite suite)
    {
        // Ready and dead in one turn: the order of the letters is that of events, and no U comes after a d.
        Supervised service = Supervise(suite, NewService().With("notification-fd", "3").Run("echo >&3; exit 0"));
        service.Events.WaitFor("D");
        Assert.StartsWith("suUdD", service.Events.Heard, StringComparison.Ordinal);
        Assert.Equal((8 + 4, 0), (service.Status.Flags, service.Status.Pid));
    }

    [Theory]
    [Density("0\n")]
    [Ours("0\n")]
    [Density("three\n")]
    [Ours("three\n")]
    [Density("3x\n")]
    [Ours("3x\n")]
    [Density("-1\n")]
    [Ours("-1\n")]
    [Density("\n")]
    [Ours("\n")]
    [Density("4294967296\n")]
    [Ours("4294967296\n")]
    [Density("999999999\n")]
    [Ours("999999999\n")]
    public void InvalidNumbersAreWarnedOfAndTheServiceStarts(Suite suite, string content)
    {
        Supervised service = Supervise(suite, NewService().With("notification-fd", content).Run(ServiceDirectory.Idle));
        service.Expect("su");
        Assert.Equal(Warning + "invalid notification-fd\n", service.Process.Text(error: true));
    }

    [Theory, Density, Ours, Reference]
    public void ADirectoryInItsPlaceIsWarnedOf(Suite suite)
    {
        ServiceDirectory directory = NewService().Run(ServiceDirectory.Idle);
        Directory.CreateDirectory(directory["notification-fd"]);
        Supervised service = Supervise(suite, directory);
        service.Expect("su");
        Assert.Equal(Warning + "unable to open notification-fd: Is a directory\n", service.Process.Text(error: true));
    }
}
