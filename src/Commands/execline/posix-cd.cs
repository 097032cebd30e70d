using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Changes the current directory as POSIX has it (posix-cd.html).</summary>
internal struct PosixCd : ICommand
{
    public static ReadOnlySpan<byte> Name => "posix-cd"u8;

    public static ReadOnlySpan<byte> Usage => "posix-cd [ -L | -P ] [ - | path ] [ prog... ]"u8;

    public static ReadOnlySpan<byte> Options => "LP"u8;

    public static ReadOnlySpan<byte> Operands => "WR"u8;

    public static ReadOnlySpan<byte> Help => """
        Changes to a directory, HOME by default, sets PWD and OLDPWD, and executes prog... there, if there is one. "-" is
        OLDPWD; its name is printed then. A path that begins with a name is looked for in CDPATH too.

          -L  ".." goes back in the path as it is written (the default)
          -P  ".." is the parent of what links lead to

        Exits 0 without a prog; 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be
        executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool physical = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            physical = letter == 'P';
        }
        Arguments words = options.Rest;
        bool prints = words.Count > 0 && words[0].SequenceEqual("-"u8);
        ReadOnlySpan<byte> variable = words.Count == 0 ? "HOME"u8 : prints ? "OLDPWD"u8 : default;
        ReadOnlySpan<byte> whereZ = variable.IsEmpty ? words.AtZ(0) : default;
        if ((!variable.IsEmpty && !invocation.Environment.TryGet(variable, out whereZ)) || whereZ.Length == 1)
        {
            return options.UsageError();
        }
        EnvironmentEditor editor = new(invocation.Environment);
        int code = Change(whereZ[..^1], physical, prints, ref editor);
        if (code != ExitCode.Success || words.Count < 2)
        {
            return Outcome.Exit(code);
        }
        return Outcome.Chain(words.From(1), editor.Block);
    }

    private static int Change(
        ReadOnlySpan<byte> where, bool physical, bool prints, scoped ref EnvironmentEditor editor)
    {
        PathBuffer old = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = AbsolutePath.OfCurrentDirectory(ref old);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "getcwd"u8);
        }
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        bool printsFound = LogicalPath.Search(where, editor.Block, ref path);
        error = path.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
        if (error.IsNone && !physical)
        {
            PathBuffer logical = new(stackalloc byte[Limits.PathLengthMax]);
            LogicalPath.AppendPresent(editor.Block, path.Text, old.Text, ref logical);
            logical.Append(path.Text);
            path.Truncate(0);
            error = logical.Overflowed ? Errno.ENAMETOOLONG : LogicalPath.TryNormalize(logical.Text, ref path);
            error = error.IsNone && path.Overflowed ? Errno.ENAMETOOLONG : error;
        }
        error = error.IsNone ? Kernel.ChangeDirectory(path.TextZ) : error;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "chdir to "u8, where);
        }
        if (physical)
        {
            path.Truncate(0);
            error = AbsolutePath.OfCurrentDirectory(ref path);
            if (error.Failed)
            {
                return Diagnostics.Unable(ExitCode.System, error, "getcwd"u8);
            }
        }
        editor.Set("OLDPWD"u8, old.Text);
        editor.Set("PWD"u8, path.Text);
        if (editor.Error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, editor.Error, "update environment"u8);
        }
        return prints || printsFound ? Print(path.Text) : ExitCode.Success;
    }

    private static int Print(ReadOnlySpan<byte> path)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        output.Write(path);
        output.Write("\n"u8);
        output.Flush();
        return output.Error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8);
    }
}
