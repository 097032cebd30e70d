namespace Sestet.Conformance.Harness;

/// <summary>
/// What a command left: its exit code (128 and the signal's number where one killed it) and all that it wrote.
/// </summary>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit {ExitCode}, stdout \"{Output}\", stderr \"{Error}\"";
}
