using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Writes the environment into the files of a directory (s6-dumpenv.html).</summary>
internal struct S6Dumpenv : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-dumpenv"u8;

    public static ReadOnlySpan<byte> Usage => "s6-dumpenv [ -N | -n ] [ -m mode ] envdir"u8;

    public static ReadOnlySpan<byte> Options => "Nnm:"u8;

    public static ReadOnlySpan<byte> Help => """
        Writes the value of every variable into a file with its name in envdir, which is made where it is missing.

          -N  with a newline behind it   -n  as it is (the default)   -m  the mode of a new envdir, 0755 by default

        Exits 0; 100 on wrong usage; 111 where something cannot be made or written.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool newline = false;
        uint mode = 0x1ed;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'N':
                    newline = true;
                    break;
                case (byte)'n':
                    newline = false;
                    break;
                case (byte)'m':
                    if (!Octal.TryParseMode(options.Value, out mode))
                    {
                        return options.UsageError();
                    }
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        return Outcome.Exit(Dump(invocation.Environment, options.Rest.AtZ(0), mode, newline));
    }

    private static int Dump(EnvironmentBlock environment, ReadOnlySpan<byte> pathZ, uint mode, bool newline)
    {
        Errno made = Kernel.MakeDirectory(Fd.CurrentDirectory, pathZ, mode);
        Result<Fd> directory = made.Failed && made != Errno.EEXIST
            ? new Result<Fd>(made)
            : Kernel.OpenDirectory(Fd.CurrentDirectory, pathZ);
        if (!directory.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, directory.Error, "mkdir "u8, pathZ[..^1]);
        }
        int code = ExitCode.Success;
        int count = environment.Count;
        for (int i = 0; i < count && code == ExitCode.Success; i++)
        {
            code = DumpVariable(directory.Value, pathZ[..^1], environment.AtZ(i)[..^1], newline);
        }
        Kernel.Close(directory.Value);
        return code;
    }

    private static int DumpVariable(Fd directory, ReadOnlySpan<byte> path, ReadOnlySpan<byte> variable, bool newline)
    {
        const int flags = OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;
        int equals = variable.IndexOf((byte)'=');
        if (equals < 0)
        {
            // Nothing that could be set so.
            return ExitCode.Success;
        }
        PathBuffer file = new(stackalloc byte[Limits.PathLengthMax]);
        file.Append(variable[..equals]);
        Result<Fd> opened = file.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.Open(directory, file.TextZ, flags, 0x1b6);
        if (!opened.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, opened.Error, "open "u8, path, "/"u8, variable[..equals]);
        }
        Output output = new(opened.Value, stackalloc byte[Limits.CopyLength]);
        output.Write(variable[(equals + 1)..]);
        if (newline)
        {
            output.Write("\n"u8);
        }
        output.Flush();
        Kernel.Close(opened.Value);
        return output.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, output.Error, "write to "u8, path, "/"u8, variable[..equals])
            : ExitCode.Success;
    }
}
