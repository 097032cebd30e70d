using Sestet.Linux;

namespace Sestet.Logging;

/// <summary>What one step of a logging script does with a line.</summary>
internal enum LogStepKind : byte
{
    /// <summary>+: selects a line that matches.</summary>
    Select,

    /// <summary>-: deselects a line that matches.</summary>
    Deselect,

    /// <summary>f: selects the line if no action has had it, else deselects it.</summary>
    SelectUntouched,

    /// <summary>1: writes the line to stdout.</summary>
    Stdout,

    /// <summary>2: prints the line on stderr.</summary>
    Alert,

    /// <summary>=: makes the line the content of a file.</summary>
    Status,

    /// <summary>Appends the line to a logdir.</summary>
    Logdir,
}

/// <summary>
/// One selection or action of a logging script; control directives are worked into the actions they apply to.
/// </summary>
internal struct LogStep
{
    public LogStepKind Kind;

    /// <summary>t: a TAI64N label stands before the line.</summary>
    public bool Tai64n;

    /// <summary>T: the local time stands before the line.</summary>
    public bool LocalTime;

    /// <summary>The output of Stdout and Logdir: its index among the sinks.</summary>
    public int Sink;

    /// <summary>Bytes of the line used by Alert, bytes of the file for Status; 0 is no limit.</summary>
    public uint LengthMax;

    /// <summary>p: what stands between the time and the line, without the blank behind it.</summary>
    public TextReference Prefix;

    /// <summary>j: the line is written as a JSON object.</summary>
    public bool IsJson;

    /// <summary>j: the service and the stream that the object names; empty where it does not.</summary>
    public TextReference Service;
    public TextReference Stream;

    /// <summary>The file of Status, with its NUL.</summary>
    public TextReference FileZ;

    /// <summary>What Select and Deselect look for.</summary>
    public LogPattern Pattern;

    /// <summary>Whether the line leaves as it came.</summary>
    public readonly bool IsRaw => !Tai64n && !LocalTime && !IsJson && Prefix.Text.IsEmpty;

    public readonly bool HasPattern => Kind is LogStepKind.Select or LogStepKind.Deselect;

    /// <summary>What it makes of a line goes to a sink.</summary>
    public readonly bool HasSink => Kind is LogStepKind.Stdout or LogStepKind.Logdir;

    public readonly bool IsAction => Kind >= LogStepKind.Stdout;
}
