using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Starts a program and goes on with another beside it (background.html).</summary>
internal struct Background : ICommand
{
    public static ReadOnlySpan<byte> Name => "background"u8;

    public static ReadOnlySpan<byte> Usage => "background [ -d ] { command... }"u8;

    public static ReadOnlySpan<byte> Options => "d"u8;

    public static ReadOnlySpan<byte> Help => """
        Starts the block, sets the variable ! to its process's number and executes the rest of the command line.

          -d  the block is no child of this process, so that nobody here has to wait for it

        Exits 100 on wrong usage; 111 where the block cannot be started; 126 or 127 where the rest cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        bool isDetached = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            isDetached = true;
        }
        EnvironmentBlock environment = invocation.Environment;
        Blocks blocks = new(options.Rest, environment);
        if (!blocks.TryTakeProgram(out Arguments program, out int code))
        {
            return Outcome.Exit(code);
        }
        Result<Pid> child = isDetached && blocks.Rest.Count > 0
            ? Subprocess.StartDetached(program, environment, PipeEnd.None)
            : Subprocess.Start(program, environment, environment);
        return child.Ok
            ? Subprocess.GoOnBeside(blocks.Rest, environment, child.Value)
            : Outcome.Exit(Subprocess.UnableToSpawn(child.Error, program));
    }
}
