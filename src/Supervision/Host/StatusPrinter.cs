using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>A service's state in the words of s6-svstat.html.</summary>
internal readonly ref struct StatusPrinter(ServiceStatus status, bool normallyUp, Tai now, ServiceDetails details)
{
    private readonly ServiceDetails _details = details;
    private readonly ServiceStatus _status = status;
    private readonly bool _normallyUp = normallyUp;
    private readonly Tai _now = now;

    /// <summary>A ./run has ended since the supervisor began, and none runs now.</summary>
    private bool HasEnded => !_status.NotStartedYet && !_status.IsUp;

    /// <summary>The line for people, without its newline.</summary>
    public void PrintLine(ref Output output, bool signalNumbers)
    {
        if (_status.IsUp)
        {
            output.Write("up (pid "u8);
            output.Write((ulong)_status.Pid.Value);
            output.Write(" pgid "u8);
            output.Write((ulong)_status.Pid.Value);
        }
        else
        {
            output.Write("down ("u8);
            PrintEnd(ref output, signalNumbers);
        }
        output.Write(") "u8);
        if (!_status.NotStartedYet)
        {
            PrintSeconds(ref output, _status.Stamp);
        }
        output.Write(_status.IsUp == _normallyUp ? ""u8 : _normallyUp ? ", normally up"u8 : ", normally down"u8);
        output.Write(_status.IsUp && _status.Paused ? ", paused"u8 : ""u8);
        output.Write(_status.IsUp == _status.WantedUp ? ""u8 : _status.WantedUp ? ", want up"u8 : ", want down"u8);
        if (_status.Ready && !_status.NotStartedYet)
        {
            output.Write(", ready "u8);
            PrintSeconds(ref output, _status.ReadyStamp);
        }
    }

    private void PrintEnd(ref Output output, bool signalNumbers)
    {
        if (_status.NotStartedYet)
        {
            output.Write("not started yet"u8);
        }
        else if (_status.WaitStatus.IsUnknown)
        {
            output.Write("exitcode unknown"u8);
        }
        else if (!_status.WaitStatus.IsSignaled)
        {
            output.Write("exitcode "u8);
            output.Write((ulong)_status.WaitStatus.ExitCode);
        }
        else if (signalNumbers)
        {
            output.Write("signal "u8);
            output.Write((ulong)_status.WaitStatus.SignalNumber);
        }
        else
        {
            output.Write("signal SIG"u8);
            output.Write(new Signal(_status.WaitStatus.SignalNumber).Name);
        }
    }

    private void PrintSeconds(ref Output output, Tai since)
    {
        output.Write(_now.SecondsSince(since));
        output.Write(" seconds"u8);
    }

    /// <summary>The fields, separated by blanks.</summary>
    public void PrintFields(ref Output output, ReadOnlySpan<StatusField> fields)
    {
        for (int i = 0; i < fields.Length; i++)
        {
            output.Write(i == 0 ? ""u8 : " "u8);
            PrintField(ref output, fields[i]);
        }
    }

    private void PrintField(ref Output output, StatusField field)
    {
        switch (field)
        {
            case StatusField.Up:
                output.Write(Boolean(_status.IsUp));
                break;
            case StatusField.WantedUp:
                output.Write(Boolean(_status.WantedUp));
                break;
            case StatusField.NormallyUp:
                output.Write(Boolean(_normallyUp));
                break;
            case StatusField.Ready:
                output.Write(Boolean(_status.Ready));
                break;
            case StatusField.Paused:
                output.Write(Boolean(_status.Paused && !_status.Pid.IsNone));
                break;
            case StatusField.Pid:
            case StatusField.Pgid:
                // Every ./run leads its process group. Once it is dead, its pid is nobody's.
                PrintNumberOrMinusOne(ref output, _status.IsUp, _status.Pid.Value);
                break;
            case StatusField.ExitCode:
                PrintNumberOrMinusOne(ref output, HasEnded && _status.WaitStatus.IsExited, _status.WaitStatus.ExitCode);
                break;
            case StatusField.SignalNumber:
                PrintNumberOrMinusOne(ref output, HasEnded && _status.WaitStatus.IsSignaled, _status.WaitStatus.SignalNumber);
                break;
            case StatusField.Signal:
                bool killed = HasEnded && _status.WaitStatus.IsSignaled;
                output.Write(killed ? "SIG"u8 : "NA"u8);
                output.Write(killed ? new Signal(_status.WaitStatus.SignalNumber).Name : ""u8);
                break;
            case StatusField.UpDownSince:
                output.Write(_status.Stamp);
                break;
            case StatusField.ReadySince:
                output.Write(_status.ReadyStamp);
                break;
            case StatusField.UpDownFor:
                output.Write(_now.SecondsSince(_status.Stamp));
                break;
            case StatusField.ReadyFor:
                output.Write(_now.SecondsSince(_status.ReadyStamp));
                break;
            case StatusField.Memory:
            case StatusField.MemoryPeak:
            case StatusField.Cpu:
            case StatusField.Tasks:
            case StatusField.OutOfMemory:
            case StatusField.Failure:
            case StatusField.StatusText:
            case StatusField.Restarts:
                _details.Print(ref output, field);
                break;
            case StatusField.None:
            case StatusField.Count:
            default:
                Assert.That(false);
                break;
        }
    }

    private static void PrintNumberOrMinusOne(ref Output output, bool known, int number)
    {
        if (!known)
        {
            output.Write("-1"u8);
            return;
        }
        output.Write((ulong)number);
    }

    private static ReadOnlySpan<byte> Boolean(bool value) => value ? "true"u8 : "false"u8;
}
