using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>Descriptors by number, as a next program expects them.</summary>
internal static class Descriptors
{
    /// <summary>Puts a descriptor under a number that the next program has open, and closes the old one.</summary>
    public static Errno Move(Fd from, int to)
    {
        if (from.Value == to)
        {
            return Kernel.SetCloseOnExec(from, on: false);
        }
        Errno error = Kernel.DuplicateTo(from, to);
        Kernel.Close(from);
        return error;
    }
}
