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
    public readonly Span<LogStep> Steps;
    public readonly Span<LogdirSettings> Settings;
    public readonly Span<byte> Patterns;
    public readonly Span<Regex> Expressions;
    public readonly Span<Logdir> Logdirs;

    private readonly Sizes _sizes;
    private readonly Span<byte> _input;
    private readonly Span<byte> _headers;
    private readonly Span<int> _headerLengths;
    private readonly Span<LogSink> _sinks;
    private readonly Span<byte> _sinkMemory;

    private LogMemory(Sizes sizes, scoped in LogScriptOutline outline, scoped ref StartupArena arena)
    {
        _sizes = sizes;
        // First, so that it begins at a page.
        _input = arena.Allocate<byte>(sizes.InputLength);
        Steps = arena.Allocate<LogStep>(outline.Steps);
        Settings = arena.Allocate<LogdirSettings>(outline.Logdirs);
        Patterns = arena.Allocate<byte>(outline.PatternLength);
        Expressions = arena.Allocate<Regex>(outline.Steps);
        Logdirs = arena.Allocate<Logdir>(outline.Logdirs);
        _headers = arena.Allocate<byte>(outline.Steps * sizes.HeaderStride);
        _headerLengths = arena.Allocate<int>(outline.Steps);
        _sinks = arena.Allocate<LogSink>(outline.Sinks);
        _sinkMemory = arena.Allocate<byte>(outline.Sinks * sizes.SinkCapacity);
        arena.Seal();
    }

    /// <summary>What the options and the script make of the limits.</summary>
    private readonly struct Sizes
    {
        public Sizes(in LogScriptOutline outline, uint lineLengthMax)
        {
            LineLengthMax = lineLengthMax;
            WaitLength = Limits.LogLineWaitMax;
            if (outline.HoldsLines)
            {
                LineLengthMax = lineLengthMax == 0 ? Limits.LogLineHeldMax : Math.Min(lineLengthMax, Limits.LogLineHeldMax);
                WaitLength = Math.Max(Limits.LogLineWaitMax, (int)LineLengthMax);
            }
            int chunks = outline.IsPlain ? Limits.LogChunksPlain : Limits.LogChunksComposed;
            ReadLength = chunks * Limits.LogChunkLength;
            InputLength = LogInput.LengthFor(WaitLength, ReadLength);
            HeaderStride = LogHeaders.StrideFor(outline.PrefixLengthMax);
            SinkCapacity = LogSinks.CapacityFor(LineRunner.RoomFor(outline, InputLength));
        }

        public uint LineLengthMax { get; }

        public int WaitLength { get; }

        public int ReadLength { get; }

        public int InputLength { get; }

        public int HeaderStride { get; }

        public int SinkCapacity { get; }

        public long Total(in LogScriptOutline outline) =>
            StartupArena.LengthOf<byte>(InputLength)
            + StartupArena.LengthOf<LogStep>(outline.Steps)
            + StartupArena.LengthOf<LogdirSettings>(outline.Logdirs)
            + StartupArena.LengthOf<byte>(outline.PatternLength)
            + StartupArena.LengthOf<Regex>(outline.Steps)
            + StartupArena.LengthOf<Logdir>(outline.Logdirs)
            + StartupArena.LengthOf<byte>((long)outline.Steps * HeaderStride)
            + StartupArena.LengthOf<int>(outline.Steps)
            + StartupArena.LengthOf<LogSink>(outline.Sinks)
            + StartupArena.LengthOf<byte>((long)outline.Sinks * SinkCapacity);
    }

    /// <summary>Memory for a script and a line limit; ENOMEM where it would be too much.</summary>
    public static Errno TryCreate(in LogScriptOutline outline, uint lineLengthMax, out LogMemory memory)
    {
        Sizes sizes = new(outline, lineLengthMax);
        memory = default;
        Errno error = StartupArena.TryCreate(sizes.Total(outline), out StartupArena arena);
        if (error.IsNone)
        {
            memory = new LogMemory(sizes, outline, ref arena);
        }
        return error;
    }

    /// <summary>Everything that deals with lines, in this memory.</summary>
    public LineRunner BuildRunner(LogScript script, LineExpressions expressions, in LogOptions options)
    {
        LogSinks sinks = new(Logdirs, _sinks, _sinkMemory, _sizes.SinkCapacity);
        if (_sinks.Length > Logdirs.Length)
        {
            sinks.Stdout.Open();
        }
        LogHeaders headers = new(script.Steps, _headers, _headerLengths, _sizes.HeaderStride);
        headers.Prepare();
        return new LineRunner(
            script,
            new LogInput(_input, _sizes.WaitLength, _sizes.ReadLength),
            sinks,
            headers,
            expressions,
            _sizes.LineLengthMax,
            warns: options.Verbosity > 0);
    }
}
