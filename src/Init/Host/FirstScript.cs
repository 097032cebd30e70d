using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>
/// The process beside process 1 that becomes rc.init as soon as the supervision tree is there: the catch-all logger reads its
/// FIFO then, or, where there is none, s6-svscan says that it is ready.
/// </summary>
internal ref struct FirstScript
{
    private readonly Arguments _words;
    private readonly EnvironmentBlock _environment;
    private readonly Fd _ready;
    private readonly Fd _readyWriter;

    /// <summary>Ready: the end of a pipe that says so; none where the FIFO does.</summary>
    public FirstScript(Arguments words, EnvironmentBlock environment, Fd ready, Fd readyWriter)
    {
        Assert.That(words.Count > 1 && ready.IsOpen == readyWriter.IsOpen);
        _words = words;
        _environment = environment;
        _ready = ready;
        _readyWriter = readyWriter;
    }

    /// <summary>What the process does: the exit code, printed, where the script could not be executed.</summary>
    public readonly int Run()
    {
        // It leads a session already where it cannot make one.
        _ = Kernel.NewSession();
        Errno error = _ready.IsOpen ? WaitForScanner() : WaitForLogger();
        if (error.Failed)
        {
            // Better a script without a log than none.
            Diagnostics.WarnUnable(error, "wait for the supervision tree"u8);
        }
        error = Kernel.Execute(_words.AtZ(0), _words, _environment);
        int code = error == Errno.ENOENT ? ExitCode.NotFound : ExitCode.CannotExecute;
        return Diagnostics.Unable(code, error, "exec "u8, _words[0]);
    }

    private readonly Errno WaitForScanner()
    {
        Kernel.Close(_readyWriter);
        byte letter = 0;
        Result<int> read = Kernel.Read(_ready, new Span<byte>(ref letter));
        Kernel.Close(_ready);
        return read.Ok && read.Value == 0 ? Errno.EPIPE : read.Error;
    }

    /// <summary>A FIFO that nobody reads yet cannot be opened for writing, but by waiting.</summary>
    private static Errno WaitForLogger()
    {
        Result<Fd> fifo = Kernel.Open(Fd.CurrentDirectory, InitPaths.LoggerFifoZ, OpenFlags.O_WRONLY);
        if (!fifo.Ok)
        {
            return fifo.Error;
        }
        Errno error = Kernel.DuplicateTo(fifo.Value, Fd.StandardError.Value);
        Errno moved = Descriptors.Move(fifo.Value, Fd.StandardOutput.Value);
        return error.Failed ? error : moved;
    }
}
