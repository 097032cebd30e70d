namespace Sestet.Supervision.Host;

/// <summary>What came of writing to a control FIFO.</summary>
internal enum ControlOutcome
{
    Sent,
    NotListening,
    Broken,
    Failed,
}
