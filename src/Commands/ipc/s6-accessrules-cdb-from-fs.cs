using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ipc.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Compiles a ruleset into one file (s6-accessrules-cdb-from-fs.html).</summary>
internal struct S6AccessrulesCdbFromFs : ICommand
{
    private const int RandomLength = 6;
    private const uint ModeNew = 0x180;         // 0600

    public static ReadOnlySpan<byte> Name => "s6-accessrules-cdb-from-fs"u8;

    public static ReadOnlySpan<byte> Usage => "s6-accessrules-cdb-from-fs [ -m mode ] cdbfile dir"u8;

    public static ReadOnlySpan<byte> Options => "m:"u8;

    public static ReadOnlySpan<byte> LongOptions => "mode=m"u8;

    public static ReadOnlySpan<byte> Help => """
        Compiles the rules in dir into cdbfile, for s6-ipcserver-access -x. It is replaced as a whole: who reads it finds the
        old rules or the new ones.

        A rule is a directory such as dir/uid/1000, dir/gid/self or dir/uid/default. With a file allow in it, who matches is
        let in; else, with a file deny, not. With allow, the files of a directory env change the environment as s6-envdir
        does, 4096 bytes at most, and a file exec is a command line for execlineb, of which 4096 bytes count, that is run in
        place of the server's.

          -m, --mode=MODE  the permissions of cdbfile, in octal; 0600 by default

        Exits 100 on wrong usage or where an env is too big; 111 where a system call failed. cdbfile is unchanged then.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        NumberOption modeText = default;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter != 'm')
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            modeText.Take(options);
        }
        if (options.Rest.Count < 2)
        {
            return options.UsageError();
        }
        uint mode = ModeNew;
        if (modeText.IsGiven && !Octal.TryParseMode(modeText.ValueZ[..^1], out mode))
        {
            return Outcome.Exit(Diagnostics.Fatal(
                ExitCode.Usage, "mode needs to be an unsigned integer (in octal)"u8));
        }
        return Outcome.Exit(Compile(options.Rest.AtZ(0), options.Rest.AtZ(1), mode));
    }

    private static int Compile(ReadOnlySpan<byte> fileZ, ReadOnlySpan<byte> directoryZ, uint mode)
    {
        PathBuffer temporary = new(stackalloc byte[Limits.PathLengthMax]);
        Result<Fd> file = Create(fileZ, ref temporary);
        if (!file.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, file.Error, "mkstemp "u8, temporary.Text);
        }
        RuleCompiler compiler = new(
            file.Value, stackalloc byte[Limits.PathLengthMax], stackalloc byte[Limits.RulesBufferLength]);
        int code = compiler.Compile(directoryZ);
        if (code == ExitCode.Success)
        {
            code = Finish(file.Value, temporary.TextZ, fileZ, mode);
        }
        if (code != ExitCode.Success)
        {
            _ = Kernel.Unlink(Fd.CurrentDirectory, temporary.TextZ);
        }
        return code;
    }

    private static int Finish(Fd file, ReadOnlySpan<byte> temporaryZ, ReadOnlySpan<byte> fileZ, uint mode)
    {
        Errno error = mode == ModeNew ? Errno.None : Kernel.ChangeMode(file, mode);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "chmod "u8, temporaryZ[..^1]);
        }
        error = Kernel.Synchronize(file);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "fd_sync"u8);
        }
        error = Kernel.Rename(Fd.CurrentDirectory, temporaryZ, fileZ);
        return error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "rename "u8, temporaryZ[..^1], " to "u8, fileZ[..^1])
            : ExitCode.Success;
    }

    /// <summary>Makes a file beside the one that it is to replace, which nobody has had before.</summary>
    private static Result<Fd> Create(ReadOnlySpan<byte> fileZ, ref PathBuffer path)
    {
        Span<byte> letters = stackalloc byte[RandomLength];
        path.Append(fileZ[..^1]);
        path.Append(":s6-accessrules-cdb-from-fs:"u8);
        int length = path.Length;
        for (int i = 0; i < Limits.TemporaryNamesMax; i++)
        {
            UniqueName.FillRandom(letters);
            path.Truncate(length);
            path.Append(letters);
            Result<Fd> file = path.Overflowed
                ? new Result<Fd>(Errno.ENAMETOOLONG)
                : Kernel.Open(
                    Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL, ModeNew);
            if (file.Error != Errno.EEXIST)
            {
                return file;
            }
        }
        return new Result<Fd>(Errno.EEXIST);
    }
}
