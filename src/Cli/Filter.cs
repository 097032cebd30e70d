using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>What commands that print to standard output, and those that copy their input there, have in common.</summary>
internal static class Filter
{
    /// <summary>Prints a text, and a newline where it is wanted; the exit code.</summary>
    public static int Print(ReadOnlySpan<byte> text, bool newline = true)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        output.Write(text);
        if (newline)
        {
            output.Write("\n"u8);
        }
        return Finish(ref output);
    }

    /// <summary>Opens a file to be read: 0, or an exit code, printed.</summary>
    public static int OpenFile(ReadOnlySpan<byte> pathZ, out Fd file)
    {
        Result<Fd> opened = Kernel.Open(Fd.CurrentDirectory, pathZ, OpenFlags.O_RDONLY);
        file = opened.Ok ? opened.Value : Fd.None;
        return opened.Ok
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, opened.Error, "open "u8, pathZ[..^1], " for reading"u8);
    }

    /// <summary>The same, where "-" is standard input.</summary>
    public static int Open(ReadOnlySpan<byte> pathZ, out Fd file)
    {
        file = Fd.StandardInput;
        return pathZ.SequenceEqual("-\0"u8) ? ExitCode.Success : OpenFile(pathZ, out file);
    }

    /// <summary>Closes what Open has opened.</summary>
    public static void Close(Fd file)
    {
        if (file.Value != Fd.StandardInput.Value)
        {
            Kernel.Close(file);
        }
    }

    /// <summary>Writes what is left; the exit code.</summary>
    public static int Finish(ref Output output)
    {
        output.Flush();
        return output.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8)
            : ExitCode.Success;
    }

    /// <summary>Writes what there is, and then reads on: 0, or an exit code, printed.</summary>
    public static int ReadOn(ref WholeLines lines, ref Output output)
    {
        int code = Finish(ref output);
        return code == ExitCode.Success ? ReadOn(ref lines) : code;
    }

    /// <summary>Reads on: 0, or an exit code, printed.</summary>
    public static int ReadOn(ref WholeLines lines)
    {
        Errno error = lines.Fill();
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "read from stdin"u8) : ExitCode.Success;
    }

    /// <summary>The same for lines in pieces, whose input ends with ended.</summary>
    public static int ReadOn(ref LineReader lines, ref Output output, out bool ended)
    {
        ended = false;
        int code = Finish(ref output);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Result<int> read = lines.Fill();
        ended = read.Ok && read.Value == 0;
        return read.Ok ? ExitCode.Success : Diagnostics.Unable(ExitCode.System, read.Error, "read from stdin"u8);
    }
}
