using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Sestet.Simulation;

/// <summary>
/// Numbered records on their way from a service to its logger. As long as s6-svscan lives and knows both, none is lost,
/// whoever of the two is restarted.
/// </summary>
internal sealed class LogChannel
{
    public const int RecordLength = 8;

    private readonly HashSet<PipeBuffer> _pipes = [];

    private ulong _expected;

    public ulong Written { get; private set; }

    /// <summary>Records that have not reached the logger.</summary>
    public ulong UnderWay => Written - _expected;

    /// <summary>
    /// The pipe may be another one from now on, beside the one of a run that was adopted: records may be missing, and those
    /// of two pipes come in any order.
    /// </summary>
    public bool MayLose { get; set; }

    /// <summary>A pipe was left by all with records in it.</summary>
    public bool HasForgotten => _pipes.Any(pipe => pipe.WasForgotten);

    public void Write(PipeBuffer pipe, Func<byte[], bool> write)
    {
        _pipes.Add(pipe);
        byte[] record = new byte[RecordLength];
        BinaryPrimitives.WriteUInt64LittleEndian(record, Written);
        Written += write(record) ? 1UL : 0;
    }

    /// <summary>What a logger has read; a complaint where something is wrong with it.</summary>
    public string? Read(ReadOnlySpan<byte> records)
    {
        if (records.Length % RecordLength != 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{records.Length} bytes are no whole records");
        }
        for (; !records.IsEmpty; records = records[RecordLength..])
        {
            ulong number = BinaryPrimitives.ReadUInt64LittleEndian(records);
            if (number >= Written || (number != _expected && !MayLose))
            {
                return string.Create(CultureInfo.InvariantCulture, $"record {number} came where {_expected} was due");
            }
            _expected = Math.Max(_expected, number + 1);
        }
        return null;
    }
}
