using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>
/// Changes the environment by the files of a directory, then becomes another program (s6-envdir.html).
/// </summary>
internal struct S6Envdir : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-envdir"u8;

    public static ReadOnlySpan<byte> Usage => "s6-envdir [ -I | -i ] [ -n ] [ -f ] [ -L ] [ -c nullchar ] dir prog..."u8;

    public static ReadOnlySpan<byte> Options => "IinfLc:"u8;

    public static ReadOnlySpan<byte> Help => """
        Sets a variable for every file in dir, then executes prog. The file's name is the variable's; its first line,
        without blanks at the end, is the value. An empty file unsets the variable. Names that begin with a dot or hold
        a "=" are left out. A NUL in the value becomes a newline.

          -i  dir must exist (the default)   -I  go on unchanged where it does not
          -f  the value is the whole file, without a newline at its end
          -n  keep what would be taken off the end: blanks, or with -f the newline
          -L  read more than the first 4096 bytes of a file (values up to 16 MB)
          -c  the character that NUL becomes

        Exits 100 on wrong usage; 111 where dir or a file in it cannot be read; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool mustExist = true;
        bool wholeFile = false;
        bool keepTrailing = false;
        bool unlimited = false;
        byte nullBecomes = (byte)'\n';
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'I':
                    mustExist = false;
                    break;
                case (byte)'i':
                    mustExist = true;
                    break;
                case (byte)'n':
                    keepTrailing = true;
                    break;
                case (byte)'f':
                    wholeFile = true;
                    break;
                case (byte)'L':
                    unlimited = true;
                    break;
                case (byte)'c':
                    nullBecomes = options.ValueZ[0];
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        if (options.Rest.Count < 2)
        {
            return options.UsageError();
        }
        ReadOnlySpan<byte> nameZ = options.Rest.AtZ(0);
        // A NUL cannot stand for itself.
        Result<Fd> opened = nullBecomes == 0
            ? new Result<Fd>(Errno.EINVAL)
            : Kernel.OpenDirectory(Fd.CurrentDirectory, nameZ);
        EnvironmentEditor environment = new(invocation.Environment);
        if (opened.Ok)
        {
            EnvironmentDirectory directory = new(opened.Value)
            {
                WholeFile = wholeFile, KeepTrailing = keepTrailing, Unlimited = unlimited, NullBecomes = nullBecomes,
            };
            int code = Apply(directory, nameZ[..^1], ref environment);
            Kernel.Close(opened.Value);
            if (code != ExitCode.Success)
            {
                return Outcome.Exit(code);
            }
        }
        else if (mustExist || opened.Error != Errno.ENOENT)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, opened.Error, "envdir "u8, nameZ[..^1]));
        }
        return Outcome.Chain(options.Rest.From(1), environment.Block);
    }

    private static int Apply(EnvironmentDirectory directory, ReadOnlySpan<byte> name, ref EnvironmentEditor environment)
    {
        Errno error = directory.Apply(ref environment);
        if (error == Errno.E2BIG)
        {
            Assert.That(Limits.VariableLengthMax == 16777216);
            return Diagnostics.Fatal(
                ExitCode.System, "unable to envdir "u8, name, ": a value is longer than 16777216 bytes"u8);
        }
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "envdir "u8, name) : ExitCode.Success;
    }
}
