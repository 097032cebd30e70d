using System;
using Sestet.Base;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// All the memory of s6-log, mapped once. What no line touches costs nothing: of a buffer for long lines, or for an
/// output that blocks, only as much is used as there is in it.
/// </summary>
internal readonly ref struct LogMemory
{
    private readonly int _waitLength;
    private readonly int _readLength;
    private readonly int _headerStride;
    private readonly int _sinkCapacity;
    private readonly uint _lineLengthMax;
    private readonly Span<byte> _input;
    private readonly Span<byte> _headers;
    private readonly Span<int> _headerLengths;
    private readonly Span<LogSink> _sinks;
    private readonly Span<byte> _sinkMemory;

    private LogMemory(in LogScriptOutline outline, uint lineLengthMax)
    {
        this = default;
        _lineLengthMax = lineLengthMax;
        _waitLength = Limits.LogLineWaitMax;
        if (outline.HoldsLines)
        {
            _lineLengthMax = lineLengthMax == 0 ? Limits.LogLineHeldMax : Math.Min(lineLengthMax, Limits.LogLineHeldMax);
            _waitLength = Math.Max(Limits.LogLineWaitMax, (int)_lineLengthMax);
        }
        int chunks = outline.IsPlain ? Limits.LogChunksPlain : Limits.LogChunksComposed;
        _readLength = chunks * Limits.LogChunkLength;
        _headerStride = LogHeaders.StrideFor(outline.PrefixLengthMax);
        int pieceLengthMax = LogInput.LengthFor(_waitLength, _readLength);
        _sinkCapacity = LogSinks.CapacityFor(LineRunner.RoomFor(outline, pieceLengthMax));
    }

    private LogMemory(in LogMemory sizes, in LogScriptOutline outline, ref StartupArena arena)
    {
        this = sizes;
        // First, so that it begins at a page.
        _input = arena.Allocate<byte>(LogInput.LengthFor(_waitLength, _readLength));
        Steps = arena.Allocate<LogStep>(outline.Steps);
        Settings = arena.Allocate<LogdirSettings>(outline.Logdirs);
        Patterns = arena.Allocate<byte>(outline.PatternLength);
        Expressions = arena.Allocate<Regex>(outline.Steps);
        Logdirs = arena.Allocate<Logdir>(outline.Logdirs);
        _headers = arena.Allocate<byte>(outline.Steps * _headerStride);
        _headerLengths = arena.Allocate<int>(outline.Steps);
        _sinks = arena.Allocate<LogSink>(outline.Sinks);
        _sinkMemory = arena.Allocate<byte>(outline.Sinks * _sinkCapacity);
        arena.Seal();
    }

    public readonly Span<LogStep> Steps;
    public readonly Span<LogdirSettings> Settings;
    public readonly Span<byte> Patterns;
    public readonly Span<Regex> Expressions;
    public readonly Span<Logdir> Logdirs;

    /// <summary>Memory for a script and a line limit; ENOMEM where it would be too much.</summary>
    public static Errno TryCreate(in LogScriptOutline outline, uint lineLengthMax, out LogMemory memory)
    {
        LogMemory sizes = new(outline, lineLengthMax);
        memory = default;
        Errno error = StartupArena.TryCreate(sizes.LengthFor(outline), out StartupArena arena);
        if (error.IsNone)
        {
            memory = new LogMemory(sizes, outline, ref arena);
        }
        return error;
    }

    /// <summary>Everything that deals with lines, in this memory.</summary>
    public LineRunner BuildRunner(LogScript script, LineExpressions expressions, in LogOptions options)
    {
        LogSinks sinks = new(Logdirs, _sinks, _sinkMemory, _sinkCapacity);
        if (_sinks.Length > Logdirs.Length)
        {
            sinks.Stdout.Open();
        }
        return new LineRunner(
            script,
            new LogInput(_input, _waitLength, _readLength),
            sinks,
            new LogHeaders(script.Steps, _headers, _headerLengths, _headerStride),
            expressions,
            _lineLengthMax,
            warns: options.Verbosity > 0);
    }

    private long LengthFor(in LogScriptOutline outline) =>
        StartupArena.LengthOf<byte>(LogInput.LengthFor(_waitLength, _readLength))
        + StartupArena.LengthOf<LogStep>(outline.Steps)
        + StartupArena.LengthOf<LogdirSettings>(outline.Logdirs)
        + StartupArena.LengthOf<byte>(outline.PatternLength)
        + StartupArena.LengthOf<Regex>(outline.Steps)
        + StartupArena.LengthOf<Logdir>(outline.Logdirs)
        + StartupArena.LengthOf<byte>((long)outline.Steps * _headerStride)
        + StartupArena.LengthOf<int>(outline.Steps)
        + StartupArena.LengthOf<LogSink>(outline.Sinks)
        + StartupArena.LengthOf<byte>((long)outline.Sinks * _sinkCapacity);
}
