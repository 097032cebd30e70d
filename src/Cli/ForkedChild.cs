using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>
/// A child that runs a chain of this suite's commands in a copy of this process. Unlike in a SharedChild they may wait, and
/// nothing that becomes of them is felt here.
/// </summary>
internal static class ForkedChild
{
    /// <summary>
    /// Starts the chain that begins with a command, with a connection, which has a number above 2, as its standard input and
    /// output, in place of a server's own two descriptors: there must be no others, for nothing is executed that would close
    /// them.
    /// </summary>
    public static Result<Pid> StartConnected(
        int command, Arguments arguments, EnvironmentBlock environment, Fd connection)
    {
        Assert.That(connection.Value > Fd.StandardError.Value);
        Result<Pid> child = Kernel.Fork();
        if (!child.Ok || !child.Value.IsNone)
        {
            return child;
        }
        Errno error = Serve(connection);
        Kernel.Exit(
            error.IsNone
                ? ChainRunner.Run(command, arguments, environment)
                : Diagnostics.Unable(ExitCode.System, error, "move descriptors"u8));
        return child;
    }

    /// <summary>
    /// Starts the chain that begins with a command, with these as its standard input, output and error. What this process has
    /// open beside them, other than its own three, is closed there.
    /// </summary>
    public static Result<Pid> Start(
        int command,
        Arguments arguments,
        EnvironmentBlock environment,
        scoped ReadOnlySpan<Fd> streams,
        scoped ReadOnlySpan<Fd> others)
    {
        Assert.That(streams.Length == Fd.StandardError.Value + 1);
        Result<Pid> child = Kernel.Fork();
        if (!child.Ok || !child.Value.IsNone)
        {
            return child;
        }
        Errno error = Errno.None;
        for (int i = 0; i < streams.Length && error.IsNone; i++)
        {
            error = streams[i].Value == i ? Errno.None : Kernel.DuplicateTo(streams[i], i);
        }
        foreach (Fd other in others)
        {
            if (other.IsOpen)
            {
                Kernel.Close(other);
            }
        }
        Kernel.UnblockSignals();
        Kernel.Exit(
            error.IsNone
                ? ChainRunner.Run(command, arguments, environment)
                : Diagnostics.Unable(ExitCode.System, error, "move descriptors"u8));
        return child;
    }

    /// <summary>
    /// Starts a program that leads a process group of its own, which gets the terminal where standard input is one. Whoever calls
    /// this has blocked SIGTTOU, and no signal reaches the child before it is executed.
    /// </summary>
    public static Result<Pid> StartInForeground(Arguments arguments, EnvironmentBlock environment)
    {
        Assert.That(arguments.Count > 0);
        bool isTerminal = Kernel.IsTerminal(Fd.StandardInput);
        Result<Pid> child = Kernel.Fork();
        if (!child.Ok || !child.Value.IsNone)
        {
            return child;
        }
        Errno error = Kernel.NewProcessGroup();
        if (error.IsNone && isTerminal)
        {
            // A terminal of another session stays there.
            _ = Kernel.SetForeground(Fd.StandardInput);
        }
        Kernel.UnblockSignals();
        Kernel.Exit(Chain.Execute(arguments, environment, environment));
        return child;
    }

    /// <summary>The server's signal mask goes with its descriptors.</summary>
    private static Errno Serve(Fd connection)
    {
        Errno error = Kernel.DuplicateTo(connection, Fd.StandardInput.Value);
        error = error.IsNone ? Kernel.DuplicateTo(connection, Fd.StandardOutput.Value) : error;
        Kernel.Close(connection);
        Kernel.UnblockSignals();
        return error;
    }
}
