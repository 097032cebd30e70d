using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sestet.Linux;

/// <summary>The C main of the freestanding program.</summary>
internal static unsafe class EntryPoint
{
    [UnmanagedCallersOnly(EntryPoint = "main")]
    private static int Main(int argc, byte** argv, byte** envp)
    {
        // SAFETY: the kernel's argv and envp live as long as the process.
        return Program.Main(new Arguments(argv, argc), new EnvironmentBlock(envp));
    }
}
