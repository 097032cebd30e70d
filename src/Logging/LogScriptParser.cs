using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Logging;

/// <summary>
/// Compiles a logging script into memory that its caller sizes by what Measure tells. The arguments and that memory must
/// stay.
/// </summary>
internal ref struct LogScriptParser
{
    // s6-log.html, "Control directives".
    private const uint FileSizeMin = 4096;
    private const uint FileSizeMax = 268435455;
    private const uint FileSizeDefault = 99999;
    private const uint ToleranceDefault = 2000;
    private const uint CooldownDefaultMs = 2000;
    private const uint ArchivesDefault = 10;
    private const uint AlertLengthDefault = 200;
    private const uint StatusLengthDefault = 1001;

    private readonly Arguments _directives;
    private readonly Span<LogStep> _steps;
    private readonly Span<LogdirSettings> _logdirs;
    private Span<byte> _patterns;
    private LogdirSettings _logdir;
    private LogStep _action;
    private uint _alertLength;
    private uint _statusLength;
    private int _stepCount;
    private int _logdirCount;
    private int _expressionCount;

    /// <summary>Zeroed memory of the sizes that Measure told.</summary>
    public LogScriptParser(Arguments directives, Span<LogStep> steps, Span<LogdirSettings> logdirs, Span<byte> patterns)
    {
        this = default;
        _directives = directives;
        _steps = steps;
        _logdirs = logdirs;
        _patterns = patterns;
        _alertLength = AlertLengthDefault;
        _statusLength = StatusLengthDefault;
        _logdir.ArchivesMax = ArchivesDefault;
        _logdir.Rotation = new RotationSettings
        {
            FileSize = FileSizeDefault,
            Tolerance = ToleranceDefault,
            CooldownMs = CooldownDefaultMs,
        };
    }

    /// <summary>Looks over a script for its sizes, and for words that are no directives.</summary>
    public static LogScriptOutline Measure(Arguments directives)
    {
        LogScriptOutline outline = default;
        bool acts = false;
        for (int i = 0; i < directives.Count; i++)
        {
            ReadOnlySpan<byte> word = directives[i];
            outline.Error = Measure(word, ref outline);
            if (outline.Error != LogScriptError.None)
            {
                outline.Directive = i;
                return outline;
            }
            outline.EndsWithAction = IsAction(word);
            acts |= IsAction(word);
        }
        outline.Error = acts ? LogScriptError.None : LogScriptError.NoAction;
        return outline;
    }

    /// <summary>Compiles; else tells the directive that is wrong, and why.</summary>
    public LogScriptError Parse(out int directive)
    {
        for (directive = 0; directive < _directives.Count; directive++)
        {
            ReadOnlySpan<byte> wordZ = _directives.AtZ(directive);
            LogScriptError error = IsAction(wordZ[..^1]) ? AddAction(wordZ)
                : IsSelection(wordZ[..^1]) ? AddSelection(wordZ)
                : Control(wordZ);
            if (error != LogScriptError.None)
            {
                return error;
            }
        }
        Assert.That(_stepCount == _steps.Length && _logdirCount == _logdirs.Length);
        return LogScriptError.None;
    }

    private static bool IsAction(ReadOnlySpan<byte> word) => !word.IsEmpty && "12=./"u8.Contains(word[0]);

    private static bool IsSelection(ReadOnlySpan<byte> word) => !word.IsEmpty && "f+-"u8.Contains(word[0]);

    private static LogScriptError Measure(ReadOnlySpan<byte> word, ref LogScriptOutline outline)
    {
        byte letter = word.IsEmpty ? (byte)0 : word[0];
        if ("ftT12"u8.Contains(letter) && word.Length > 1)
        {
            return LogScriptError.Syntax;
        }
        bool selects = IsSelection(word);
        outline.Steps += selects || IsAction(word) ? 1 : 0;
        outline.PatternLength += selects ? word.Length : 0;
        outline.Expressions += selects && LogPattern.IsExpression(word[1..]) ? 1 : 0;
        outline.HoldsLines |= selects || letter is (byte)'2' or (byte)'=';
        outline.HasHeaders |= letter is (byte)'t' or (byte)'T' || (letter == 'p' && word.Length > 1);
        switch (letter)
        {
            case (byte)'!':
            case (byte)'?':
                outline.HasProcessors |= word.Length > 1;
                return LogScriptError.None;
            case (byte)'1':
                outline.StdoutSteps++;
                // The parts of two lines must not mix.
                outline.HoldsLines |= outline.StdoutSteps > 1;
                return LogScriptError.None;
            case (byte)'=':
                return word.Length > 1 ? LogScriptError.None : LogScriptError.Syntax;
            case (byte)'.':
            case (byte)'/':
                outline.Logdirs++;
                return LogScriptError.None;
            case (byte)'j':
                outline.HasJson |= word.Length > 1;
                outline.HasHeaders |= outline.HasJson;
                outline.NamesLengthMax = Math.Max(outline.NamesLengthMax, word.Length - 1);
                return LogScriptError.None;
            case (byte)'p':
                outline.PrefixLengthMax = Math.Max(outline.PrefixLengthMax, word.Length - 1);
                return LogScriptError.None;
            default:
                return letter != 0 && "+-f2nsSlrREtT^"u8.Contains(letter) ? LogScriptError.None : LogScriptError.Unrecognized;
        }
    }

    private LogScriptError AddSelection(ReadOnlySpan<byte> wordZ)
    {
        ref LogStep step = ref _steps[_stepCount++];
        step.Kind = wordZ[0] switch
        {
            (byte)'+' => LogStepKind.Select,
            (byte)'-' => LogStepKind.Deselect,
            _ => LogStepKind.SelectUntouched,
        };
        if (step.Kind == LogStepKind.SelectUntouched)
        {
            return LogScriptError.None;
        }
        ReadOnlySpan<byte> patternZ = wordZ[1..];
        step.Pattern.Kind = LogPattern.Classify(patternZ[..^1], _patterns, out int length);
        if (step.Pattern.Kind == LogPatternKind.Expression)
        {
            step.Pattern.Text = new TextReference(patternZ);
            step.Pattern.Expression = _expressionCount++;
            return LogScriptError.None;
        }
        step.Pattern.Text = new TextReference(_patterns[..length]);
        _patterns = _patterns[length..];
        return LogScriptError.None;
    }

    private LogScriptError AddAction(ReadOnlySpan<byte> wordZ)
    {
        ref LogStep step = ref _steps[_stepCount++];
        step = _action;
        switch (wordZ[0])
        {
            case (byte)'1':
                step.Kind = LogStepKind.Stdout;
                step.Sink = _logdirs.Length;
                break;
            case (byte)'2':
                step.Kind = LogStepKind.Alert;
                step.IsJson = false;
                step.LengthMax = _alertLength;
                break;
            case (byte)'=':
                step.Kind = LogStepKind.Status;
                step.IsJson = false;
                step.LengthMax = _statusLength;
                step.FileZ = new TextReference(wordZ[1..]);
                break;
            default:
                step.Kind = LogStepKind.Logdir;
                step.Sink = _logdirCount;
                ref LogdirSettings logdir = ref _logdirs[_logdirCount++];
                logdir = _logdir;
                logdir.PathZ = new TextReference(wordZ);
                break;
        }
        // Only these two are for one action.
        _action.Tai64n = false;
        _action.LocalTime = false;
        return LogScriptError.None;
    }

    private LogScriptError Control(ReadOnlySpan<byte> wordZ)
    {
        ReadOnlySpan<byte> value = wordZ[1..^1];
        switch (wordZ[0])
        {
            case (byte)'!':
            case (byte)'?':
                _logdir.ProcessorZ = new TextReference(wordZ[1..]);
                _logdir.ProcessorIsShell = wordZ[0] == '?';
                _logdir.Rotation.HasProcessor = !value.IsEmpty;
                return LogScriptError.None;
            case (byte)'t':
                _action.Tai64n = true;
                return LogScriptError.None;
            case (byte)'T':
                _action.LocalTime = true;
                return LogScriptError.None;
            case (byte)'p':
                _action.Prefix = new TextReference(value);
                return LogScriptError.None;
            case (byte)'j':
                SetNames(value);
                return LogScriptError.None;
            case (byte)'n':
                return Number(value, out _logdir.ArchivesMax);
            case (byte)'S':
                return Text.TryParse(value, out _logdir.ArchivesSizeMax) ? LogScriptError.None : LogScriptError.Unrecognized;
            case (byte)'R':
                return Number(value, out _logdir.Rotation.PeriodSeconds);
            case (byte)'E':
                return Number(value, out _alertLength);
            case (byte)'^':
                return Number(value, out _statusLength);
            default:
                return ControlRotation(wordZ[0], value);
        }
    }

    /// <summary>NAME[:STREAM]; nothing ends it.</summary>
    private void SetNames(ReadOnlySpan<byte> value)
    {
        int colon = value.IndexOf((byte)':');
        int length = colon < 0 ? value.Length : colon;
        _action.IsJson = !value.IsEmpty;
        _action.Service = new TextReference(value[..length]);
        _action.Stream = new TextReference(colon < 0 ? default : value[(colon + 1)..]);
    }

    private LogScriptError ControlRotation(byte letter, ReadOnlySpan<byte> value)
    {
        if (!Text.TryParse(value, out uint number))
        {
            return LogScriptError.Unrecognized;
        }
        switch (letter)
        {
            case (byte)'s':
                _logdir.Rotation.FileSize = Math.Min(Math.Max(number, FileSizeMin), FileSizeMax);
                return LogScriptError.None;
            case (byte)'l':
                _logdir.Rotation.Tolerance = number;
                return number > _logdir.Rotation.FileSize / 2 ? LogScriptError.ToleranceTooHigh : LogScriptError.None;
            default:
                Assert.That(letter == 'r');
                _logdir.Rotation.CooldownMs = number;
                return number > int.MaxValue ? LogScriptError.Unrecognized : LogScriptError.None;
        }
    }

    private static LogScriptError Number(ReadOnlySpan<byte> value, out uint number) =>
        Text.TryParse(value, out number) ? LogScriptError.None : LogScriptError.Unrecognized;
}
