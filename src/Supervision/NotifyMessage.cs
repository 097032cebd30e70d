using System;
using Sestet.Base;

namespace Sestet.Supervision;

/// <summary>
/// What one datagram of sd_notify(3) says: lines of KEY=value. Of a key that comes twice the last counts; keys that are
/// none of these are passed over.
/// </summary>
internal ref struct NotifyMessage
{
    /// <summary>READY=1.</summary>
    public bool Ready { get; private set; }

    /// <summary>STOPPING=1.</summary>
    public bool Stopping { get; private set; }

    /// <summary>WATCHDOG=1: it lives.</summary>
    public bool Alive { get; private set; }

    /// <summary>WATCHDOG=trigger: it asks to be treated as if the watchdog's time were over.</summary>
    public bool Triggers { get; private set; }

    /// <summary>WATCHDOG_USEC= was there, and valid.</summary>
    public bool HasWatchdog { get; private set; }

    /// <summary>Its value in milliseconds, rounded up; 0 turns the watchdog off.</summary>
    public uint WatchdogMs { get; private set; }

    /// <summary>STATUS= was there.</summary>
    public bool HasStatus { get; private set; }

    /// <summary>Its value as it came: any bytes but newlines and NULs.</summary>
    public ReadOnlySpan<byte> Status { get; private set; }

    /// <summary>Reads a datagram. One with a NUL before its end says nothing: it is none of the protocol's.</summary>
    public static NotifyMessage Parse(ReadOnlySpan<byte> datagram)
    {
        NotifyMessage message = default;
        ReadOnlySpan<byte> rest = datagram;
        if (!rest.IsEmpty && rest[^1] == 0)
        {
            rest = rest[..^1];
        }
        if (rest.Contains((byte)0))
        {
            return message;
        }
        while (!rest.IsEmpty)
        {
            int newline = rest.IndexOf((byte)'\n');
            message.Take(newline < 0 ? rest : rest[..newline]);
            rest = newline < 0 ? default : rest[(newline + 1)..];
        }
        return message;
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        int equals = line.IndexOf((byte)'=');
        if (equals < 0)
        {
            return;
        }
        ReadOnlySpan<byte> key = line[..equals];
        ReadOnlySpan<byte> value = line[(equals + 1)..];
        if (key.SequenceEqual("READY"u8))
        {
            Ready = value.SequenceEqual("1"u8);
        }
        else if (key.SequenceEqual("STOPPING"u8))
        {
            Stopping = value.SequenceEqual("1"u8);
        }
        else if (key.SequenceEqual("STATUS"u8))
        {
            HasStatus = true;
            Status = value;
        }
        else if (key.SequenceEqual("WATCHDOG"u8))
        {
            Alive = value.SequenceEqual("1"u8);
            Triggers = value.SequenceEqual("trigger"u8);
        }
        else if (key.SequenceEqual("WATCHDOG_USEC"u8) && Text.TryParse(value, out ulong microseconds))
        {
            HasWatchdog = true;
            ulong milliseconds = microseconds / 1000 + (microseconds % 1000 == 0 ? 0UL : 1UL);
            WatchdogMs = (uint)Math.Min(milliseconds, uint.MaxValue);
        }
    }
}
