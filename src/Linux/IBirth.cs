namespace Sestet.Linux;

/// <summary>
/// What a child does between its creation and the execution of its program, in its parent's memory: so that whoever looks
/// for it finds it, even if the parent is killed at this very moment. It runs on the child's small stack and may only make
/// system calls.
/// </summary>
internal interface IBirth
{
    /// <summary>The child's number, as its parent sees it.</summary>
    void Record(Pid pid);
}
