using System;
using System.Text;
using Sestet.Base;
using Sestet.Simulation;

namespace Sestet.Linux;

/// <summary>
/// The seam: the same members as the Kernel of src/Linux/Native, over a simulated machine. Each is a system call of the
/// process that runs on this thread, a place where another process may go on, and where this one may be killed.
/// </summary>
internal static unsafe partial class Kernel
{
    private static Process Self => Process.Current;

    private static Process Enter(SystemCall call)
    {
        Process self = Process.Current;
        self.Enter(call);
        return self;
    }

    /// <summary>The text of a path that ends in a NUL; its bytes are the characters.</summary>
    private static string PathText(ReadOnlySpan<byte> pathZ)
    {
        Assert.That(pathZ[^1] == 0);
        return Encoding.Latin1.GetString(pathZ[..pathZ.IndexOf((byte)0)]);
    }

    /// <summary>The text of an error, as libc's strerror gives it.</summary>
    public static ReadOnlySpan<byte> ErrorText(Errno error) => ErrorTexts.Of(error);
}
