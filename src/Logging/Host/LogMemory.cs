using System;
using Sestet.Base;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// All the memory of s6-log, mapped once: some 64 kB for what it reads and writes, whatever that is, and what the script
/// itself takes.
/// </summary>
internal readonly ref struct LogMemory
{
    public readonly Span<LogStep> Steps;
    public readonly Span<LogdirSettings> Settings;
    public readonly Span<byte> Patterns;
    public readonly Span<Regex> Expressions;
    public readonly Span<LineAutomaton> Automata;
    public readonly Span<byte> AutomataMemory;
    public readonly Span<byte> Input;
    public readonly Span<Logdir> Logdirs;
    public readonly Span<byte> Journal;

    private readonly Sizes _sizes;
    private readonly Span<byte> _headers;
    private readonly Span<int> _headerLengths;
    private readonly Span<bool> _acts;
    private readonly Span<bool> _usualActs;
    private readonly Span<int> _places;
    private readonly Span<LogSink> _sinks;
    private readonly Span<byte> _sinkMemory;

    private LogMemory(Sizes sizes, scoped in LogScriptOutline outline, scoped ref StartupArena arena)
    {
        _sizes = sizes;
        // First, so that it begins at a page.
        Input = arena.Allocate<byte>(sizes.InputLength);
        _sinkMemory = arena.Allocate<byte>(sizes.SinksLength(outline));
        Steps = arena.Allocate<LogStep>(outline.Steps);
        Settings = arena.Allocate<LogdirSettings>(outline.Logdirs);
        Patterns = arena.Allocate<byte>(outline.PatternLength);
        AutomataMemory = arena.Allocate<byte>(outline.Expressions > 0 ? Limits.LogAutomataLength : 0);
        Automata = arena.Allocate<LineAutomaton>(outline.Expressions);
        Expressions = arena.Allocate<Regex>(outline.Expressions);
        Logdirs = arena.Allocate<Logdir>(outline.Logdirs);
        Journal = arena.Allocate<byte>(LogJournal.MemoryFor(outline.Logdirs));
        _headers = arena.Allocate<byte>(outline.Steps * sizes.HeaderStride);
        _headerLengths = arena.Allocate<int>(outline.Steps);
        _acts = arena.Allocate<bool>(outline.Steps);
        _usualActs = arena.Allocate<bool>(outline.Steps);
        _places = arena.Allocate<int>(outline.Steps);
        _sinks = arena.Allocate<LogSink>(outline.Sinks);
        arena.Seal();
    }

    /// <summary>What the options and the script make of the limits.</summary>
    private readonly struct Sizes
    {
        public Sizes(in LogScriptOutline outline, uint lineLengthMax)
        {
            uint lineLength = lineLengthMax == 0 ? uint.MaxValue : lineLengthMax;
            WaitLength = outline.HoldsLines
                ? (int)Math.Max(Limits.LogLineWaitMax, Math.Min(lineLength, Limits.LogLineHeldMax))
                : Limits.LogLineWaitMax;
            bool few = WaitLength > Limits.LogLineWaitMax || outline.Expressions > 0;
            int chunks = outline.IsPlain ? Limits.LogChunksPlain : few ? Limits.LogChunksFew : Limits.LogChunksComposed;
            int outputs = outline.IsPlain ? Limits.LogOutputPlain : few ? Limits.LogOutputFew : Limits.LogOutputComposed;
            ReadLength = chunks * Limits.LogChunkLength;
            InputLength = LogInput.LengthFor(WaitLength, ReadLength);
            HeaderStride = LogHeaders.StrideFor(outline);
            int extra = LineRunner.ExtraLengthMax(outline);
            LogdirCapacity = Math.Max(outputs / Math.Max(1, outline.Sinks), Limits.LogOutputMin + extra);
            StdoutCapacity = LogdirCapacity;
            // What --keep has settled ends with a line, so that one must come in memory whole.
            LineLengthMax = outline.Keeps ? Math.Min(lineLength, Limits.LogLineWaitMax) : lineLengthMax;
            if (outline.StdoutSteps > 1)
            {
                // A line that goes there more than once is cut where it is longer than that.
                int line = Limits.LogLineWaitMax + extra;
                LogdirCapacity = Math.Max(LogdirCapacity, line);
                StdoutCapacity = Math.Max(StdoutCapacity, line * outline.StdoutSteps);
            }
            LogdirCapacity = (LogdirCapacity + 63) & ~63;
            OutputMax = Math.Min(LogdirCapacity, StdoutCapacity / Math.Max(1, outline.StdoutSteps));
        }

        public uint LineLengthMax { get; }

        public int WaitLength { get; }

        public int ReadLength { get; }

        public int InputLength { get; }

        public int HeaderStride { get; }

        public int LogdirCapacity { get; }

        public int StdoutCapacity { get; }

        /// <summary>Bytes that every output can take at once, stdout as often as it is in the script.</summary>
        public int OutputMax { get; }

        public int SinksLength(in LogScriptOutline outline) =>
            outline.Logdirs * LogdirCapacity + (outline.StdoutSteps > 0 ? StdoutCapacity : 0);

        public long Total(in LogScriptOutline outline) =>
            StartupArena.LengthOf<byte>(InputLength)
            + StartupArena.LengthOf<byte>(SinksLength(outline))
            + StartupArena.LengthOf<LogStep>(outline.Steps)
            + StartupArena.LengthOf<LogdirSettings>(outline.Logdirs)
            + StartupArena.LengthOf<byte>(outline.PatternLength)
            + StartupArena.LengthOf<byte>(outline.Expressions > 0 ? Limits.LogAutomataLength : 0)
            + StartupArena.LengthOf<LineAutomaton>(outline.Expressions)
            + StartupArena.LengthOf<Regex>(outline.Expressions)
            + StartupArena.LengthOf<Logdir>(outline.Logdirs)
            + StartupArena.LengthOf<byte>(LogJournal.MemoryFor(outline.Logdirs))
            + StartupArena.LengthOf<byte>((long)outline.Steps * HeaderStride)
            + 2 * StartupArena.LengthOf<int>(outline.Steps)
            + 2 * StartupArena.LengthOf<bool>(outline.Steps)
            + StartupArena.LengthOf<LogSink>(outline.Sinks);
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
    public LineRunner BuildRunner(
        LogScript script, LineExpressions expressions, LogJournal journal, in LogOptions options)
    {
        LogSinks sinks = new(Logdirs, _sinks, _sinkMemory, _sizes.LogdirCapacity, _sizes.StdoutCapacity);
        if (_sinks.Length > Logdirs.Length)
        {
            sinks.Stdout.Open();
        }
        LogHeaders headers = new(script.Steps, _headers, _headerLengths, _sizes.HeaderStride);
        headers.Prepare();
        LineStretches stretches = new(script.Steps, _usualActs, _places);
        stretches.Prepare(ref expressions);
        return new LineRunner(
            script,
            new LogInput(Input, _sizes.WaitLength, _sizes.ReadLength),
            sinks,
            headers,
            expressions,
            stretches,
            _acts,
            _sizes.OutputMax,
            _sizes.LineLengthMax,
            warns: options.Verbosity > 0)
        {
            Journal = journal,
        };
    }
}
