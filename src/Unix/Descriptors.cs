using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>Descriptors by number, as a next program expects them.</summary>
internal static class Descriptors
{
    /// <summary>
    /// Reads a number of the command line; one that no descriptor can have, though a number of 32 bits, is Fd.None.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Fd fd)
    {
        bool ok = Text.TryParse(text, out uint number);
        fd = ok && number <= int.MaxValue ? new Fd((int)number) : Fd.None;
        return ok;
    }

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
