using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Threading;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Simulation;
using Sestet.Unix;

namespace Sestet.Tests;

/// <summary>What a command came to: an exit code, or the program that it goes on with (then Words is not null).</summary>
internal sealed record OneCommandResult(int Code, string Errors, string[]? Words, string[] Environment);

/// <summary>
/// One command by itself, on a machine without others: it is called, not started, which takes a fraction of the time.
/// </summary>
internal static class OneCommand
{
    public static OneCommandResult Run(string[] words, string[] environment, Action<Machine>? prepare = null)
    {
        OneCommandResult? result = null;
        ExceptionDispatchInfo? failure = null;
        // A thread of its own: what the program keeps in statics is a thread's here, and this is a new process.
        Thread thread = new(() =>
        {
            try
            {
                result = Call(words, environment, prepare);
            }
#pragma warning disable CA1031 // It is thrown again where the test runs.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    private static OneCommandResult Call(string[] words, string[] environment, Action<Machine>? prepare)
    {
        using Sandbox sandbox = new();
        prepare?.Invoke(sandbox.Machine);
        int command = CommandTable.IndexOf(Encoding.ASCII.GetBytes(words[0]));
        Diagnostics.SetProgram(CommandTable.Name(command), default);
        Outcome outcome = CommandTable.Run(command, sandbox.Invoke(command, words[1..], environment));
        OneCommandResult result = new(
            outcome.Code,
            sandbox.TakeErrors(),
            outcome.Chains ? [.. Texts(outcome.Arguments)] : null,
            outcome.Chains ? [.. Texts(outcome.Environment)] : []);
        // Nothing refers to it any more: this thread is at its end.
        sandbox.Process.Memory.Free();
        return result;
    }

    private static IEnumerable<string> Texts(Arguments words) =>
        Enumerable.Range(0, words.Count).Select(i => Encoding.Latin1.GetString(words[i]));

    private static IEnumerable<string> Texts(EnvironmentBlock block) =>
        Enumerable.Range(0, block.Count).Select(i => Encoding.Latin1.GetString(block.AtZ(i)[..^1]));
}
