using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes links (s6-ln.html).</summary>
internal struct S6Ln : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-ln"u8;

    public static ReadOnlySpan<byte> Usage => "s6-ln [ -n ] [ -s ] [ -f ] [ -L ] [ -P ] src... dest"u8;

    public static ReadOnlySpan<byte> Options => "nsfLP"u8;

    public static ReadOnlySpan<byte> Help => """
        Links src to dest, or each src into the directory dest. With -f, a file that is there is replaced in one step.

          -s  symbolic links                         -f  replace what is there
          -L  link what a symbolic link leads to     -P  link the symbolic link itself (the default)
          -n  dest that is a symbolic link to a directory is not that directory

        Exits 0; the number of links that could not be made, up to 99; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    private struct Request
    {
        public bool Symbolic;
        public bool Force;
        public bool Follow;
        public bool KeepLink;
    }

    public static Outcome Run(in Invocation invocation)
    {
        Request request = default;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'n':
                    request.KeepLink = true;
                    break;
                case (byte)'s':
                    request.Symbolic = true;
                    break;
                case (byte)'f':
                    request.Force = true;
                    break;
                case (byte)'L':
                    request.Follow = true;
                    break;
                case (byte)'P':
                    request.Follow = false;
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        Arguments words = options.Rest;
        if (words.Count < 2)
        {
            return options.UsageError();
        }
        ReadOnlySpan<byte> targetZ = words.AtZ(words.Count - 1);
        if (words.Count == 2 && !IsDirectory(targetZ, request.KeepLink))
        {
            return Outcome.Exit(Link(request, words.AtZ(0), targetZ) ? ExitCode.Success : ExitCode.Failure);
        }
        int failures = 0;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        for (int i = 0; i + 1 < words.Count; i++)
        {
            path.Truncate(0);
            path.Append(targetZ[..^1]);
            path.Append("/"u8);
            path.Append(LastPart(words[i]));
            if (path.Overflowed)
            {
                Warn(Errno.ENAMETOOLONG, words[i], targetZ[..^1]);
            }
            failures += path.Overflowed || !Link(request, words.AtZ(i), path.TextZ) ? 1 : 0;
        }
        return Outcome.Exit(Math.Min(failures, ExitCode.Usage - 1));
    }

    private static bool IsDirectory(ReadOnlySpan<byte> pathZ, bool keepLink)
    {
        Result<FileStatus> status = keepLink
            ? Kernel.StatLink(Fd.CurrentDirectory, pathZ)
            : Kernel.Stat(Fd.CurrentDirectory, pathZ);
        return status.Ok && status.Value.IsDirectory;
    }

    private static ReadOnlySpan<byte> LastPart(ReadOnlySpan<byte> path)
    {
        while (path.Length > 1 && path[^1] == '/')
        {
            path = path[..^1];
        }
        return Text.BaseName(path);
    }

    /// <summary>False where that failed, which is printed.</summary>
    private static bool Link(in Request request, ReadOnlySpan<byte> fromZ, ReadOnlySpan<byte> toZ)
    {
        Errno error = Make(request, fromZ, toZ);
        if (error == Errno.EEXIST && request.Force)
        {
            return Replace(request, fromZ, toZ);
        }
        if (error.Failed)
        {
            Warn(error, fromZ[..^1], toZ[..^1]);
        }
        return error.IsNone;
    }

    private static Errno Make(in Request request, ReadOnlySpan<byte> fromZ, ReadOnlySpan<byte> toZ) =>
        request.Symbolic ? Kernel.SymbolicLink(fromZ, Fd.CurrentDirectory, toZ)
        : request.Follow ? Kernel.LinkTarget(Fd.CurrentDirectory, fromZ, toZ)
        : Kernel.Link(Fd.CurrentDirectory, fromZ, toZ);

    /// <summary>Makes the link under a name of its own, which then takes the place of what is there.</summary>
    private static bool Replace(in Request request, ReadOnlySpan<byte> fromZ, ReadOnlySpan<byte> toZ)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(toZ[..^1]);
        path.Append(":s6-ln"u8);
        UniqueName.Append(ref path);
        Errno error = path.Overflowed ? Errno.ENAMETOOLONG : Make(request, fromZ, path.TextZ);
        if (error.Failed)
        {
            Warn(error, fromZ[..^1], path.Text);
            return false;
        }
        error = Kernel.Rename(Fd.CurrentDirectory, path.TextZ, toZ);
        // Where both are links to one file, rename(2) does nothing.
        _ = Kernel.Unlink(Fd.CurrentDirectory, path.TextZ);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "atomically replace "u8, toZ[..^1]);
        }
        return error.IsNone;
    }

    private static void Warn(Errno error, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) =>
        Diagnostics.WarnUnable(error, "make a link from "u8, to, " to "u8, from);
}
