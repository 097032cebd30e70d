using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>The step from one command of a chain to the next.</summary>
internal static class Chain
{
    /// <summary>
    /// The table index of the next command where executing it would only execute this very file again and it may run in
    /// this process; else -1.
    /// </summary>
    public static int FindOwn(Arguments arguments, EnvironmentBlock environment)
    {
        if (arguments.Count == 0)
        {
            return -1;
        }
        int command = CommandTable.IndexOf(arguments.BaseName(0));
        if (command < 0 || CommandTable.Kind(command) == CommandKind.Daemon)
        {
            return -1;
        }
        // Only now is a system call worth it.
        Result<FileStatus> own = Kernel.Stat(Fd.CurrentDirectory, Kernel.ExecutedPathZ());
        if (!own.Ok || !TryFindFile(arguments.AtZ(0), environment, out FileStatus next))
        {
            return -1;
        }
        return next.Inode == own.Value.Inode && next.Device == own.Value.Device ? command : -1;
    }

    /// <summary>Executes the next program; returns only where that fails, with the exit code for it.</summary>
    public static int Execute(Arguments arguments, EnvironmentBlock environment)
    {
        Assert.That(arguments.Count > 0);
        Errno error = Kernel.Execute(arguments.AtZ(0), arguments, environment);
        return Diagnostics.Unable(
            error == Errno.ENOENT ? ExitCode.NotFound : ExitCode.CannotExecute, error, "exec "u8, arguments[0]);
    }

    /// <summary>Stat of the file that executing the word would execute.</summary>
    private static bool TryFindFile(ReadOnlySpan<byte> wordZ, EnvironmentBlock environment, out FileStatus status)
    {
        status = default;
        if (wordZ.Contains((byte)'/'))
        {
            return TryExecutable(wordZ, out status);
        }
        SearchPath search = new(environment);
        Span<byte> candidate = stackalloc byte[Limits.SearchedPathLengthMax];
        while (search.Next(out ReadOnlySpan<byte> directory))
        {
            PathBuffer file = new(candidate);
            file.Append(directory);
            file.Append(directory.IsEmpty ? ""u8 : "/"u8);
            file.Append(wordZ[..^1]);
            if (!file.Overflowed && TryExecutable(file.TextZ, out status))
            {
                return true;
            }
        }
        return false;
    }

    private static bool TryExecutable(ReadOnlySpan<byte> fileZ, out FileStatus status)
    {
        Result<FileStatus> result = Kernel.Stat(Fd.CurrentDirectory, fileZ);
        status = result.Ok ? result.Value : default;
        return result.Ok && status.IsRegular && Kernel.Access(Fd.CurrentDirectory, fileZ, AccessMode.X_OK).IsNone;
    }
}
