using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>
/// The end of a pipe that a child gets in place of its standard input or output. Both ends are this process's and are closed
/// when it executes something; in a child that stays in its memory they are closed here.
/// </summary>
internal readonly struct PipeEnd(Fd end, int number, Fd otherEnd)
{
    /// <summary>The child has its parent's descriptors.</summary>
    public static PipeEnd None => new(Fd.None, 0, Fd.None);

    /// <summary>The child has its parent's descriptors but that one, which is closed on execution.</summary>
    public static PipeEnd Without(Fd hidden) => new(Fd.None, 0, hidden);

    public Fd End { get; } = end;

    /// <summary>What it is called in the child.</summary>
    public int Number { get; } = number;

    public Fd OtherEnd { get; } = otherEnd;

    public bool IsGiven => End.IsOpen;

    /// <summary>Puts it in its place, in the child.</summary>
    public Errno Install()
    {
        if (OtherEnd.IsOpen)
        {
            // It may have the number that the one for the child goes to.
            Kernel.Close(OtherEnd);
        }
        return IsGiven ? Descriptors.Move(End, Number) : Errno.None;
    }
}
