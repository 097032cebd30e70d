using System;
using System.Globalization;
using System.IO;
using Xunit;

namespace Sestet.Conformance.Harness;

/// <summary>
/// A listener of a fifodir (fifodir.html) that needs no program of either suite: a FIFO of the right name.
/// </summary>
public sealed class Listener : IDisposable
{
    private readonly Readable _events;
    private readonly int _keepOpen;
    private readonly string _path;

    public Listener(string fifodir)
    {
        string random = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..6];
        string name = $"ftrig1:@4000000000000001{Environment.ProcessId:x8}:{random}";
        Assert.Equal(39, name.Length);
        string hidden = Path.Combine(fifodir, "." + name);
        _path = Path.Combine(fifodir, name);
        Native.Check(Native.MakeFifo(hidden, 0x192), "mkfifo " + hidden);
        const int Flags = Native.OpenNonBlocking | Native.OpenCloseOnExec;
        _events = new Readable(Native.Check(Native.Open(hidden, Native.OpenReadOnly | Flags, 0), "open " + hidden));
        // A writer of its own: the FIFO never ends.
        _keepOpen = Native.Check(Native.Open(hidden, Native.OpenWriteOnly | Flags, 0), "open " + hidden);
        File.Move(hidden, _path);
    }

    /// <summary>All the letters heard so far.</summary>
    public string Heard
    {
        get
        {
            _events.Drain();
            return _events.Text;
        }
    }

    /// <summary>Waits until it has heard that many letters in all, which must be these.</summary>
    public void Expect(string letters)
    {
        Patience patience = new();
        while (Heard.Length < letters.Length && !patience.IsOver)
        {
            _events.Wait(patience);
        }
        Assert.Equal(letters, Heard);
    }

    /// <summary>Waits until it has heard that many letters in all; the first of them must be these.</summary>
    public void ExpectStart(string letters)
    {
        Patience patience = new();
        while (Heard.Length < letters.Length && !patience.IsOver)
        {
            _events.Wait(patience);
        }
        Assert.StartsWith(letters, Heard, StringComparison.Ordinal);
    }

    /// <summary>Waits until it hears one of the letters, from that place on; the place after it.</summary>
    public int WaitFor(string oneOf, int from = 0)
    {
        Patience patience = new();
        while (true)
        {
            // What is read here must be looked at before the next wait: nothing would wake it for that again.
            int place = Heard.IndexOfAny(oneOf.ToCharArray(), Math.Min(from, Heard.Length));
            if (place >= 0)
            {
                return place + 1;
            }
            if (patience.IsOver)
            {
                throw new TimeoutException($"heard only \"{Heard}\" and no [{oneOf}] from {from} on");
            }
            _events.Wait(patience);
        }
    }

    public void Dispose()
    {
        _events.Dispose();
        Native.Close(_keepOpen);
        if (File.Exists(_path))
        {
            File.Delete(_path);
        }
    }
}
