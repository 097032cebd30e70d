using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints the names in a directory (s6-ls.html).</summary>
internal struct S6Ls : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-ls"u8;

    public static ReadOnlySpan<byte> Usage => "s6-ls [ -0 ] [ -a | -A ] [ -x exclude ] dir"u8;

    public static ReadOnlySpan<byte> Options => "0aAx:"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the names in a directory, each with a newline, but for those that begin with a dot.

          -a  those too, but not . and ..   -A  those too
          -0  a NUL in place of the newline -x  leave that name out

        Exits 0; 100 on wrong usage; 111 where the directory cannot be read or the output not be written.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        byte separator = (byte)'\n';
        byte dots = 0;
        TextReference exclude = default;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'0':
                    separator = 0;
                    break;
                case (byte)'a':
                case (byte)'A':
                    dots = letter;
                    break;
                case (byte)'x':
                    exclude = new TextReference(options.Value);
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        ReadOnlySpan<byte> pathZ = options.Rest.AtZ(0);
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, pathZ);
        if (!directory.Ok)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, directory.Error, "open directory "u8, pathZ[..^1]));
        }
        Errno error = Print(directory.Value, separator, dots, exclude.Text, out int code);
        Kernel.Close(directory.Value);
        return Outcome.Exit(error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "read directory "u8, pathZ[..^1])
            : code);
    }

    private static Errno Print(Fd directory, byte separator, byte dots, ReadOnlySpan<byte> exclude, out int code)
    {
        DirectoryReader names = new(directory, stackalloc byte[Limits.FilterBufferLength]);
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.CopyLength]);
        while (output.Error.IsNone && names.Next(out ReadOnlySpan<byte> nameZ))
        {
            ReadOnlySpan<byte> name = nameZ[..^1];
            bool isSelf = name.SequenceEqual("."u8) || name.SequenceEqual(".."u8);
            if ((name[0] != '.' || dots == 'A' || (dots == 'a' && !isSelf)) && !name.SequenceEqual(exclude))
            {
                output.Write(name);
                output.Write([separator]);
            }
        }
        code = Filter.Finish(ref output);
        // A directory that was removed, as the current one may be, has no names.
        return names.Error == Errno.ENOENT ? Errno.None : names.Error;
    }
}
