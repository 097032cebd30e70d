using Sestet.Base;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    /// <summary>fchdir(2).</summary>
    public static Errno ChangeDirectory(Fd directory) => ToErrno(Call(Architecture.SYS_fchdir, directory.Value));
}
