using System;

namespace Sestet.Cli;

/// <summary>How a command may be run.</summary>
internal enum CommandKind
{
    /// <summary>
    /// It answers and ends, or goes on into the next command of a chain: it can run in the process of the one before.
    /// </summary>
    OneShot,

    /// <summary>
    /// The same, and it waits for nothing, neither input nor others: it can run in the memory of the process that started it,
    /// which stands still meanwhile. What it writes is no more than five times its words and variables, and a few lines:
    /// it may write into a pipe that its parent is going to read.
    /// </summary>
    Quick,

    /// <summary>
    /// It waits for nothing but its standard input, and writes no more than that: where the whole input is there already and is
    /// little (SmallInput), it is as quick as those.
    /// </summary>
    Copier,

    /// <summary>It stays: a process of its own, by execve, whose memory holds nothing else.</summary>
    Daemon,
}

/// <summary>
/// A command, in the file src/Commands/*/NAME.cs. The build finds it by the file's name and enters it into the command
/// table; no other file needs to know it.
/// </summary>
internal interface ICommand
{
    static abstract ReadOnlySpan<byte> Name { get; }

    /// <summary>One line, as printed behind "usage: ".</summary>
    static abstract ReadOnlySpan<byte> Usage { get; }

    /// <summary>The options in the way of getopt(3): letters, with a colon behind those that take a value.</summary>
    static abstract ReadOnlySpan<byte> Options { get; }

    /// <summary>
    /// Long names of options, where the reference has any: "name=L" for each, separated by blanks. A long name without a
    /// letter of its own has one among Options that users cannot type.
    /// </summary>
    static virtual ReadOnlySpan<byte> LongOptions => default;

    /// <summary>
    /// It has a link of its own; else it is called as `sestet NAME` only, for the reference has no such command.
    /// </summary>
    static virtual bool IsLinked => true;

    /// <summary>
    /// What stands behind the options, for those that check scripts without running them, a letter each: w a word, W one that
    /// may be missing, s one that is missing with the option -S, b a block of words, p one that is a program, c one of words
    /// with a program block behind each, r the rest is a program, R or nothing. Empty: nobody can tell.
    /// </summary>
    static virtual ReadOnlySpan<byte> Operands => default;

    /// <summary>What `sestet help NAME` prints below the usage line.</summary>
    static abstract ReadOnlySpan<byte> Help { get; }

    static abstract CommandKind Kind { get; }

    static abstract Outcome Run(in Invocation invocation);
}
