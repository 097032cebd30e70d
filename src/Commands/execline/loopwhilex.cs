using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;


/// <summary>Runs a program again and again (loopwhilex.html).</summary>
internal struct Loopwhilex : ICommand
{
    public static ReadOnlySpan<byte> Name => "loopwhilex"u8;

    public static ReadOnlySpan<byte> Usage =>
        "loopwhilex [ -n ] [ -o okcode,okcode,... | -x exitcode,exitcode,... ] prog..."u8;

    public static ReadOnlySpan<byte> Options => "no:x:"u8;

    public static ReadOnlySpan<byte> Help => """
        Runs prog... as long as it exits 0, and exits with the code that ended that.

          -o  as long as it exits with one of these codes
          -x  as long as it exits with none of these codes
          -n  the other way round

        Exits with prog's code, 128 at most, or 128 and the number of the signal that killed it; 100 on wrong usage; 111 where
        a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        bool isNegated = false;
        ExitCodeList codes = ExitCodeList.Success;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (letter == 'n')
            {
                isNegated = true;
            }
            else if (!ExitCodeList.TryParse(options.Value, breaks: letter == 'x', out codes))
            {
                return options.UsageError();
            }
        }
        Arguments program = options.Rest;
        if (program.Count == 0)
        {
            return options.UsageError();
        }
        while (true)
        {
            int code = Subprocess.Run(program, invocation.Environment, "loop body"u8, out WaitStatus status);
            if (code != ExitCode.Success)
            {
                return Outcome.Exit(code);
            }
            code = ChildProgram.CodeOf(status);
            if (codes.Ends(code) != isNegated)
            {
                return Outcome.Exit(code);
            }
        }
    }
}
