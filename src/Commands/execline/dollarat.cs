using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints the positional parameters (dollarat.html).</summary>
internal struct Dollarat : ICommand
{
    public static ReadOnlySpan<byte> Name => "dollarat"u8;

    public static ReadOnlySpan<byte> Usage => "dollarat [ -n ] [ -0 | -d delimchar ]"u8;

    public static ReadOnlySpan<byte> Options => "nd:0"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the positional parameters of the environment, a newline behind each.

          -d  the first letter of delimchar in place of the newline; where it is empty, netstrings
          -0  NULs in place of newlines
          -n  nothing behind the last one

        Exits 0; 100 on wrong usage, and where one of the variables is missing; 111 where it cannot write.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        byte delimiter = (byte)'\n';
        bool netstrings = false;
        bool chomps = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'n':
                    chomps = true;
                    break;
                case (byte)'0':
                    delimiter = 0;
                    netstrings = false;
                    break;
                case (byte)'d':
                    delimiter = options.ValueZ[0];
                    netstrings = delimiter == 0;
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        int code = PositionalEnvironment.TryRead(invocation.Environment, out _, out Arguments parameters, needsName: false);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.PipeWriteLength]);
        ReadOnlySpan<byte> separator = [delimiter];
        for (int i = 0; i < parameters.Count; i++)
        {
            if (netstrings)
            {
                output.Write((ulong)parameters[i].Length);
                output.Write(":"u8);
                output.Write(parameters[i]);
                output.Write(","u8);
                continue;
            }
            output.Write(parameters[i]);
            output.Write(chomps && i == parameters.Count - 1 ? default : separator);
        }
        output.Flush();
        return Outcome.Exit(output.Error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8));
    }
}
