namespace Sestet.Linux;

/// <summary>What a child does in its parent's memory, while the parent waits for it to end or to execute a program.</summary>
internal interface ISharedBody
{
    /// <summary>Its exit code.</summary>
    int Run();
}
