using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>servicedir.html: down-signal and reload-signal, by name or number.</summary>
public sealed class SignalFiles(ITestOutputHelper output) : Scenario(output)
{
    [Theory]
    [Density("HUP\n", "HUP")]
    [Ours("HUP\n", "HUP")]
    [Density("SIGHUP\n", "HUP")]
    [Ours("SIGHUP\n", "HUP")]
    [Density("hup\n", "HUP")]
    [Ours("hup\n", "HUP")]
    [Density("sigusr1\n", "USR1")]
    [Ours("sigusr1\n", "USR1")]
    [Density("12\n", "USR2")]
    [Ours("12\n", "USR2")]
    [Density("12", "USR2")]
    [Ours("12", "USR2")]
    [Density("INT\nsecond line\n", "INT")]
    [Ours("INT\nsecond line\n", "INT")]
    [Reference("HUP\n", "HUP")]
    [Reference("SIGHUP\n", "HUP")]
    [Reference("hup\n", "HUP")]
    [Reference("sigusr1\n", "USR1")]
    [Reference("12\n", "USR2")]
    [Reference("12", "USR2")]
    [Reference("INT\nsecond line\n", "INT")]
    public void DownSignal(Suite suite, string content, string signal)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().Traps(messages).With("down-signal", content));
        messages.ExpectStart("up ");
        service.Send("r");
        messages.Expect(signal);
        // A shell runs the traps of signals that come together in the order of their numbers.
        service.Send("d");
        Assert.Equal(signal, messages.NextOtherThan("CONT"));
        Assert.Equal("", service.Process.Text(error: true));
    }

    [Theory]
    [Density("USR1\n", "USR1")]
    [Ours("USR1\n", "USR1")]
    [Density("15\n", "TERM")]
    [Ours("15\n", "TERM")]
    [Density("INT", "INT")]
    [Ours("INT", "INT")]
    [Reference("USR1\n", "USR1", Since = "2.15.1")]
    [Reference("15\n", "TERM", Since = "2.15.1")]
    [Reference("INT", "INT", Since = "2.15.1")]
    public void ReloadSignal(Suite suite, string content, string signal)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().Traps(messages).With("reload-signal", content));
        messages.ExpectStart("up ");
        service.Send("l");
        messages.Expect(signal);
        Assert.Equal("", service.Process.Text(error: true));
    }

    // The C suite takes a number that is no signal's, and sends nothing.
    [Theory]
    [Density("down-signal", 'r', "TERM", "SIGNONE\n")]
    [Ours("down-signal", 'r', "TERM", "SIGNONE\n")]
    [Density("down-signal", 'r', "TERM", "\n")]
    [Ours("down-signal", 'r', "TERM", "\n")]
    [Density("down-signal", 'r', "TERM", "")]
    [Ours("down-signal", 'r', "TERM", "")]
    [Density("down-signal", 'r', "TERM", "HUP INT\n")]
    [Ours("down-signal", 'r', "TERM", "HUP INT\n")]
    [Density("down-signal", 'r', "TERM", "0\n")]
    [Ours("down-signal", 'r', "TERM", "0\n")]
    [Density("down-signal", 'r', "TERM", "999\n")]
    [Ours("down-signal", 'r', "TERM", "999\n")]
    [Density("reload-signal", 'l', "HUP", "a very long line that is not the name of any signal, whoever asks\n")]
    [Ours("reload-signal", 'l', "HUP", "a very long line that is not the name of any signal, whoever asks\n")]
    [Density("reload-signal", 'l', "HUP", "-1\n")]
    [Ours("reload-signal", 'l', "HUP", "-1\n")]
    [Reference("down-signal", 'r', "TERM", "SIGNONE\n")]
    [Reference("down-signal", 'r', "TERM", "\n")]
    [Reference("down-signal", 'r', "TERM", "")]
    [Reference("down-signal", 'r', "TERM", "HUP INT\n")]
    [Reference(
        "reload-signal", 'l', "HUP", "a very long line that is not the name of any signal, whoever asks\n", Since = "2.15.1")]
    [Reference("reload-signal", 'l', "HUP", "-1\n", Since = "2.15.1")]
    public void AnInvalidOneIsWarnedOfAndTheDefaultSent(Suite suite, string file, char letter, string signal, string content)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().Traps(messages).With(file, content));
        messages.ExpectStart("up ");
        service.Send($"{letter}");
        messages.Expect(signal);
        Assert.Equal($"s6-supervise svc: warning: invalid {file}\n", service.Process.Text(error: true));
    }

    [Theory, Density, Ours, Reference]
    public void ADirectoryInItsPlaceIsWarnedOf(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().Traps(messages);
        Directory.CreateDirectory(directory["down-signal"]);
        Supervised service = Supervise(suite, directory);
        messages.ExpectStart("up ");
        service.Send("r");
        messages.Expect("TERM");
        Assert.Equal(
            "s6-supervise svc: warning: unable to open down-signal: Is a directory\n", service.Process.Text(error: true));
    }
}
