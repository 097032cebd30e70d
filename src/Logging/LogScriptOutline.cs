namespace Sestet.Logging;

/// <summary>Why a logging script is not valid.</summary>
internal enum LogScriptError : byte
{
    None,

    /// <summary>There is no such directive, or its value is not valid.</summary>
    Unrecognized,

    /// <summary>The directive has text behind its letter that does not belong there, or lacks it.</summary>
    Syntax,

    /// <summary>l is more than half of s.</summary>
    ToleranceTooHigh,

    /// <summary>No directive does anything.</summary>
    NoAction,
}

/// <summary>What a look over a script tells: how much there is of everything, or the first mistake.</summary>
internal struct LogScriptOutline
{
    public LogScriptError Error;

    /// <summary>The directive that is wrong.</summary>
    public int Directive;

    public int Steps;
    public int Logdirs;

    /// <summary>How often stdout is written to.</summary>
    public int StdoutSteps;

    /// <summary>Patterns that are not plain text.</summary>
    public int Expressions;

    /// <summary>Bytes of all the patterns.</summary>
    public int PatternLength;

    /// <summary>Bytes of the longest prefix.</summary>
    public int PrefixLengthMax;

    /// <summary>Bytes of the longest names for JSON.</summary>
    public int NamesLengthMax;

    /// <summary>Some lines are written as JSON.</summary>
    public bool HasJson;

    /// <summary>A selection, an alert or a status file needs lines in memory, and so does stdout used twice.</summary>
    public bool HoldsLines;

    /// <summary>There are prefixes, times or JSON.</summary>
    public bool HasHeaders;

    /// <summary>Some rotated files go through a processor.</summary>
    public bool HasProcessors;

    /// <summary>--keep.</summary>
    public bool Keeps;

    /// <summary>The last directive is an action, as it should be.</summary>
    public bool EndsWithAction;

    /// <summary>Every line leaves as it came, to every output, and once.</summary>
    public readonly bool IsPlain => !HoldsLines && !HasHeaders;

    /// <summary>Outputs with a buffer.</summary>
    public readonly int Sinks => Logdirs + (StdoutSteps > 0 ? 1 : 0);
}
