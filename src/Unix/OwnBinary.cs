using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// Where the program's other commands are. A command is looked for beside the running binary; the binary itself can be
/// executed under the command's name where no link of that name is there. /proc is not asked: process 1 starts without.
/// </summary>
internal static class OwnBinary
{
    /// <summary>
    /// Puts the absolute path of the file that was executed into the buffer. To be called before the current directory
    /// changes. False where the kernel did not tell, or the path is too long.
    /// </summary>
    public static bool TryGetPath(ref PathBuffer path)
    {
        ReadOnlySpan<byte> executedZ = Kernel.ExecutedPathZ();
        ReadOnlySpan<byte> executed = executedZ[..^1];
        if (executed.IsEmpty)
        {
            return false;
        }
        if (executed[0] != '/')
        {
            Span<byte> here = stackalloc byte[Limits.PathLengthMax];
            Result<int> length = Kernel.CurrentDirectory(here);
            if (!length.Ok || here[0] != '/')
            {
                return false;
            }
            path.Append(here[..(length.Value - 1)]);
            path.Append("/"u8);
        }
        path.Append(executed);
        return !path.Overflowed;
    }
}
