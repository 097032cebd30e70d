using System;
using Sestet.Linux;

namespace Sestet.Cli;

/// <summary>What a command was called with.</summary>
internal readonly struct Invocation(
    Arguments arguments, EnvironmentBlock environment, int command, Arguments whole = default)
{
    /// <summary>The word it was called with, with its NUL; empty where another command has called it.</summary>
    public ReadOnlySpan<byte> NameZ => whole.Count == 0 ? default : whole.AtZ(0);


    /// <summary>The words behind the command's name.</summary>
    public Arguments Arguments { get; } = arguments;

    public EnvironmentBlock Environment { get; } = environment;

    /// <summary>The command's index in the command table.</summary>
    public int Command { get; } = command;
}
