using System;

namespace Sestet.Logging;

/// <summary>
/// A logging script, compiled (s6-log.html, "Logging script syntax"): the selections and actions in the order in which
/// every line goes through them, and the logdirs.
///
/// The domain's model: input comes in reads (Host/LogInput), is cut into lines (LineFraming), each line runs through the
/// script (Selector, Host/LineRunner), and what the script wants of it is gathered for each output (Host/LogSinks) and
/// written. A logdir's files follow their Rotation. Only the logdir's s6-log writes in it, which its lock file ensures.
/// </summary>
internal readonly ref struct LogScript(LogScriptOutline outline, Span<LogStep> steps, Span<LogdirSettings> logdirs)
{
    public LogScriptOutline Outline { get; } = outline;

    public ReadOnlySpan<LogStep> Steps { get; } = steps;

    public ReadOnlySpan<LogdirSettings> Logdirs { get; } = logdirs;
}
