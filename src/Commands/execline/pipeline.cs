using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;


/// <summary>Starts a program and goes on with another, with a pipe between the two (pipeline.html).</summary>
internal struct Pipeline : ICommand
{
    public static ReadOnlySpan<byte> Name => "pipeline"u8;

    public static ReadOnlySpan<byte> Usage => "pipeline [ -d ] [ -r | -w ] { command... } command..."u8;

    public static ReadOnlySpan<byte> Options => "drw"u8;

    public static ReadOnlySpan<byte> Help => """
        Starts the block, sets the variable ! to its process's number and executes the rest of the command line, with a pipe
        between the two.

          -d  the block is no child of this process, so that nobody here has to wait for it
          -r  the block writes and the rest reads (the default)
          -w  the block reads and the rest writes

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where the rest cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        bool isDetached = false;
        bool writes = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            isDetached |= letter == 'd';
            writes = letter == 'd' ? writes : letter == 'w';
        }
        Blocks blocks = new(options.Rest, invocation.Environment);
        if (!blocks.TryTakeProgram(out Arguments program, out int code))
        {
            return Outcome.Exit(code);
        }
        return blocks.Rest.Count == 0
            ? Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "empty remainder"u8))
            : Start(program, blocks.Rest, invocation.Environment, isDetached, writes);
    }

    private static Outcome Start(Arguments program, Arguments rest, EnvironmentBlock environment, bool isDetached, bool writes)
    {
        Errno error = Kernel.Pipe(out Fd reader, out Fd writer);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "create pipe"u8));
        }
        // The child's end is what is standard input or output to it, the other one is that to this process.
        PipeEnd end = writes ? new PipeEnd(reader, 0, writer) : new PipeEnd(writer, 1, reader);
        Result<Pid> child = isDetached
            ? Subprocess.StartDetached(program, environment, end)
            : Subprocess.Start(program, environment, environment, end);
        if (!child.Ok)
        {
            return Outcome.Exit(Subprocess.UnableToSpawn(child.Error, program));
        }
        error = new PipeEnd(end.OtherEnd, 1 - end.Number, end.End).Install();
        return error.IsNone
            ? Subprocess.GoOnBeside(rest, environment, child.Value)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "fd_move"u8));
    }
}
