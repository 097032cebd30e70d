using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>
/// A child that runs a chain of quick commands in this process's memory: neither pages nor programs are copied for it. It is
/// over, or is another program, when its start returns.
/// </summary>
internal static class SharedChild
{
#if !FREESTANDING
    // The simulation runs one program a thread.
    [ThreadStatic]
#endif
    private static MemoryRegion s_stack;

    /// <summary>This is such a child: its stack is taken.</summary>
#if !FREESTANDING
    [ThreadStatic]
#endif
    private static bool s_isInside;

    /// <summary>Another one can be started here.</summary>
    public static bool IsPossible => !s_isInside;

    private struct Body : ISharedBody
    {
        public Arguments Arguments;
        public EnvironmentBlock Environment;
        public PipeEnd Pipe;
        public Fd Connection;
        public int Command;
        public int LengthMax;

        public readonly int Run()
        {
            s_isInside = true;
            Kernel.SetEnvironment(Environment);
            Errno error = Connection.IsOpen ? InstallConnection(Connection) : Pipe.Install();
            return error.IsNone
                ? ChainRunner.RunShared(Command, Arguments, Environment, LengthMax)
                : Diagnostics.Unable(ExitCode.System, error, "move descriptors"u8);
        }
    }

    /// <summary>
    /// Makes a connection the standard input and output, in place of a server's own descriptors, and empties the signal mask
    /// that the server has.
    /// </summary>
    private static Errno InstallConnection(Fd connection)
    {
        Assert.That(connection.Value > Fd.StandardError.Value);
        Kernel.UnblockSignals();
        Errno error = Kernel.DuplicateTo(connection, Fd.StandardInput.Value);
        error = error.IsNone ? Kernel.DuplicateTo(connection, Fd.StandardOutput.Value) : error;
        Kernel.Close(connection);
        return error;
    }

    /// <summary>
    /// Starts the chain that begins with a quick command; present: the environment of this process. Commands that are given
    /// more than lengthMax bytes of words and variables are executed.
    /// </summary>
    public static Result<Pid> Start(
        int command,
        Arguments arguments,
        EnvironmentBlock environment,
        EnvironmentBlock present,
        PipeEnd pipe,
        int lengthMax)
    {
        Body body = new()
        {
            Command = command,
            Arguments = arguments,
            Environment = environment,
            Pipe = pipe,
            Connection = Fd.None,
            LengthMax = lengthMax,
        };
        return Start(ref body, present);
    }

    /// <summary>
    /// The same for a server: the connection, which has a number above 2, is the child's standard input and output.
    /// </summary>
    public static Result<Pid> StartConnected(
        int command,
        Arguments arguments,
        EnvironmentBlock environment,
        EnvironmentBlock present,
        Fd connection,
        int lengthMax)
    {
        Body body = new()
        {
            Command = command,
            Arguments = arguments,
            Environment = environment,
            Pipe = PipeEnd.None,
            Connection = connection,
            LengthMax = lengthMax,
        };
        return Start(ref body, present);
    }

    private static Result<Pid> Start(ref Body body, EnvironmentBlock present)
    {
        Assert.That(CommandTable.Kind(body.Command) is CommandKind.Quick or CommandKind.Copier && IsPossible);
        // The child gets the one or the other as its standard streams.
        Assert.That(!body.Connection.IsOpen || !body.Pipe.IsGiven);
        if (s_stack.Length == 0)
        {
            Result<MemoryRegion> stack = Kernel.MapStack(Limits.SharedStackLength);
            if (!stack.Ok)
            {
                return new Result<Pid>(stack.Error);
            }
            s_stack = stack.Value;
        }
        Diagnostics.State before = Diagnostics.Keep();
        ChainMemory.Mark mark = ChainMemory.Keep();
        Result<Pid> child = Kernel.RunShared(ref body, s_stack);
        s_isInside = false;
        ChainMemory.Release(mark);
        Diagnostics.Restore(before);
        Kernel.SetEnvironment(present);
        return child;
    }
}
