using System;
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
        // Nothing is left to libc's exit: no stream of its is open.
        ReadOnlySpan<byte> name = argc > 0 ? MemoryZ.TextAt(Libc.ProgramName) : default;
        Kernel.Exit(Program.Main(name, new Arguments(argv, argc), new EnvironmentBlock(envp)));
        return 0;
    }
}
