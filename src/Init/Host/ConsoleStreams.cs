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
        return Descriptors.Move(console.Value, Fd.StandardOutput.Value) is { Failed: true } failure ? failure : error;
    }
}
