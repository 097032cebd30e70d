using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes directories (s6-mkdir.html).</summary>
internal struct S6Mkdir : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-mkdir"u8;

    public static ReadOnlySpan<byte> Usage => "s6-mkdir [ -p ] [ -v ] [ -m mode ] dir"u8;

    public static ReadOnlySpan<byte> Options => "pvm:"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes directories.

          -p  those above it too, and all is well where it is there   -v  tell what was made, on standard error
          -m  their mode, an octal number; 0777 without what the umask has by default, and for those above

        Exits 0; 100 on wrong usage; 111 where one could not be made, after the others.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool parents = false;
        bool verbose = false;
        bool hasMode = false;
        uint mode = 0x1ff;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'p':
                    parents = true;
                    break;
                case (byte)'v':
                    verbose = true;
                    break;
                case (byte)'m':
                    if (!Octal.TryParseMode(options.Value, out mode))
                    {
                        return options.UsageError();
                    }
                    hasMode = true;
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        uint umask = Kernel.SetUmask(0);
        // Of a directory above, this process must be able to make the next one in it.
        uint modeAbove = (0x1ff & ~umask) | 0xc0;
        mode = hasMode ? mode : mode & ~umask;
        int code = ExitCode.Success;
        for (int i = 0; i < options.Rest.Count; i++)
        {
            ReadOnlySpan<byte> pathZ = options.Rest.AtZ(i);
            Errno error = parents ? MakeAll(pathZ, mode, modeAbove, verbose) : Make(pathZ, mode, verbose);
            if (error.Failed)
            {
                Diagnostics.WarnUnable(error, "mkdir "u8, pathZ[..^1]);
                code = ExitCode.System;
            }
        }
        _ = Kernel.SetUmask(umask);
        return Outcome.Exit(code);
    }

    private static Errno Make(ReadOnlySpan<byte> pathZ, uint mode, bool verbose)
    {
        Errno error = Kernel.MakeDirectory(Fd.CurrentDirectory, pathZ, mode);
        if (error.IsNone && verbose)
        {
            Diagnostics.Tell("created directory "u8, pathZ[..^1]);
        }
        return error;
    }

    private static Errno MakeAll(ReadOnlySpan<byte> pathZ, uint mode, uint modeAbove, bool verbose)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        if (pathZ.Length > Limits.PathLengthMax)
        {
            return Errno.ENAMETOOLONG;
        }
        int last = pathZ.Length - 1;
        while (last > 1 && pathZ[last - 1] == '/')
        {
            last--;
        }
        Errno error = last == 0 ? Errno.ENOENT : Errno.None;
        for (int i = 1; i <= last && error.IsNone; i++)
        {
            // One of several slashes in a row is enough.
            if (i == last || (pathZ[i] == '/' && pathZ[i - 1] != '/'))
            {
                path.Truncate(0);
                path.Append(pathZ[..i]);
                error = Make(path.TextZ, i == last ? mode : modeAbove, verbose);
                error = error == Errno.EEXIST ? Existing(path.TextZ) : error;
            }
        }
        return error;
    }

    /// <summary>What is there must be a directory.</summary>
    private static Errno Existing(ReadOnlySpan<byte> pathZ)
    {
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, pathZ);
        return !status.Ok ? status.Error : status.Value.IsDirectory ? Errno.None : Errno.ENOTDIR;
    }
}
