using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>Standard output and error on the console, for what nobody logs.</summary>
internal static class ConsoleStreams
{
    public static Errno Open()
    {
        Result<Fd> console = Kernel.Open(
            Fd.CurrentDirectory, InitPaths.ConsoleZ, OpenFlags.O_WRONLY | OpenFlags.O_NOCTTY);
        if (!console.Ok)
        {
            return console.Error;
        }
        Errno error = Kernel.DuplicateTo(console.Value, Fd.StandardError.Value);
        Errno moved = Descriptors.Move(console.Value, Fd.StandardOutput.Value);
        return error.Failed ? error : moved;
    }

    /// <summary>
    /// The same where nothing is open yet, and the console as standard input; /dev/null where there is no console.
    /// </summary>
    public static Errno OpenAll()
    {
        Result<Fd> console = Kernel.Open(Fd.CurrentDirectory, InitPaths.ConsoleZ, OpenFlags.O_RDWR | OpenFlags.O_NOCTTY);
        if (!console.Ok)
        {
            _ = StandardStreams.Ensure();
            return console.Error;
        }
        Errno error = Kernel.DuplicateTo(console.Value, Fd.StandardError.Value);
        error = error.IsNone ? Kernel.DuplicateTo(console.Value, Fd.StandardOutput.Value) : error;
        Errno moved = Descriptors.Move(console.Value, Fd.StandardInput.Value);
        return error.Failed ? error : moved;
    }
}
