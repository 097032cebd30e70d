using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>The step from one command of a chain to the next.</summary>
internal static class Chain
{
    /// <summary>The bits of a mode that let everybody execute a file.</summary>
    private const uint ExecutableByAll = 0x49;

#if !FREESTANDING
    // The simulation runs one program a thread.
    [ThreadStatic]
#endif
    private static bool s_isOwnKnown;

#if !FREESTANDING
    [ThreadStatic]
#endif
    private static ulong s_ownDevice;

#if !FREESTANDING
    [ThreadStatic]
#endif
    private static ulong s_ownInode;

    /// <summary>"exec" in that variable has every command executed, for comparison.</summary>
    private static ReadOnlySpan<byte> Switch => "SESTET_CHAIN"u8;

    /// <summary>
    /// The table index of the next command where executing it would only execute this very file again and it may run in
    /// this process; else -1. Without a slash it is looked for in the PATH of the given environment.
    /// </summary>
    public static int FindOwn(Arguments arguments, EnvironmentBlock given)
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
        if (given.TryGet(Switch, out ReadOnlySpan<byte> valueZ) && valueZ.SequenceEqual("exec\0"u8))
        {
            return -1;
        }
        // Only now is a system call worth it.
        return TryFindOwnFile() && TryFindFile(arguments.AtZ(0), given, out FileStatus next) && IsOwn(next) ? command : -1;
    }

    /// <summary>
    /// Executes the next program in an environment; returns only where that fails, with the exit code for it. Without a
    /// slash the program is looked for in the PATH of the environment that the present command was given.
    /// </summary>
    public static int Execute(Arguments arguments, EnvironmentBlock given, EnvironmentBlock environment)
    {
        Assert.That(arguments.Count > 0);
        ReadOnlySpan<byte> wordZ = arguments.AtZ(0);
        return Complain(TryExecute(wordZ, arguments, given, environment), wordZ[..^1]);
    }

    /// <summary>Prints why a program was not executed; the exit code for it.</summary>
    public static int Complain(Errno error, ReadOnlySpan<byte> program) => Diagnostics.Unable(
        error == Errno.ENOENT ? ExitCode.NotFound : ExitCode.CannotExecute, error, "exec "u8, program);

    /// <summary>Executes a program, which may be called differently in its arguments; returns only with an error.</summary>
    public static Errno TryExecute(
        ReadOnlySpan<byte> programZ, Arguments arguments, EnvironmentBlock given, EnvironmentBlock environment)
    {
        Kernel.RunAnywhereAgain();
        return programZ.Contains((byte)'/')
            ? Kernel.Execute(programZ, arguments, environment)
            : ExecuteFromPath(programZ, arguments, given, environment);
    }

    /// <summary>
    /// Tries the directories of PATH one after another. A file that is there but not to be executed does not keep the
    /// rest from being tried, yet is what the user hears of.
    /// </summary>
    private static Errno ExecuteFromPath(
        ReadOnlySpan<byte> wordZ, Arguments arguments, EnvironmentBlock given, EnvironmentBlock environment)
    {
        ProgramSearch search = new(wordZ, given, stackalloc byte[Limits.PathLengthMax]);
        Errno error = Errno.ENOENT;
        while (search.Next(out ReadOnlySpan<byte> fileZ))
        {
            Errno failure = fileZ.IsEmpty ? Errno.ENAMETOOLONG : Kernel.Execute(fileZ, arguments, environment);
            if (failure == Errno.ENOENT)
            {
                continue;
            }
            error = failure;
            if (failure != Errno.EACCES && failure != Errno.EPERM && failure != Errno.EISDIR && failure != Errno.ENOTDIR)
            {
                break;
            }
        }
        return error;
    }

    /// <summary>Looks this program's own file up, once: it is the file that runs, whatever its name may mean later.</summary>
    private static bool TryFindOwnFile()
    {
        if (s_isOwnKnown)
        {
            return true;
        }
        Result<FileStatus> own = Kernel.Stat(Fd.CurrentDirectory, Kernel.ExecutedPathZ());
        s_isOwnKnown = own.Ok;
        s_ownDevice = own.Ok ? own.Value.Device : 0;
        s_ownInode = own.Ok ? own.Value.Inode : 0;
        return own.Ok;
    }

    private static bool IsOwn(in FileStatus file) => file.Inode == s_ownInode && file.Device == s_ownDevice;

    /// <summary>Stat of the file that executing the word would execute.</summary>
    private static bool TryFindFile(ReadOnlySpan<byte> wordZ, EnvironmentBlock given, out FileStatus status)
    {
        status = default;
        if (wordZ.Contains((byte)'/'))
        {
            return TryExecutable(wordZ, out status);
        }
        ProgramSearch search = new(wordZ, given, stackalloc byte[Limits.PathLengthMax]);
        while (search.Next(out ReadOnlySpan<byte> fileZ))
        {
            if (!fileZ.IsEmpty && TryExecutable(fileZ, out status))
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
        if (result.Ok && IsOwn(status) && (status.Mode & ExecutableByAll) == ExecutableByAll)
        {
            // This very process runs it.
            return true;
        }
        return result.Ok && status.IsRegular && Kernel.Access(Fd.CurrentDirectory, fileZ, AccessMode.X_OK).IsNone;
    }
}
