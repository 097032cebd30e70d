using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>Has s6-rc-compile make a database in a repository.</summary>
internal static class RepositoryCompiler
{
    /// <summary>Its own words, four directories of sources, and the null pointer.</summary>
    private const int WordsMax = 16;

    /// <summary>Puts a new name of a database together: PREFIX@LABEL:LETTERS.</summary>
    public static int NewName(in Repository repository, ReadOnlySpan<byte> prefix, scoped ref PathBuffer path)
    {
        Span<byte> label = stackalloc byte[Tai.TextLength];
        Kernel.WallClock().Format(label);
        Errno error = repository.Append(ref path, Repository.Compiled, prefix, label);
        error = error.IsNone ? AtomicLink.AppendLetters(ref path) : error;
        return error.Failed ? Repository.Unable(error, "compile "u8, path) : ExitCode.Success;
    }

    /// <summary>
    /// Compiles sources into a new directory; fdholderUserZ may be empty. Where that fails nothing is left of it, and its
    /// exit code is this one's.
    /// </summary>
    public static int Run(
        in Repository repository,
        EnvironmentBlock environment,
        ReadOnlySpan<byte> fdholderUserZ,
        scoped in PathBuffer database,
        ReadOnlySpan<byte> firstZ,
        ReadOnlySpan<byte> secondZ,
        ReadOnlySpan<byte> thirdZ = default,
        ReadOnlySpan<byte> fourthZ = default)
    {
        PathBuffer verbosity = new(stackalloc byte[Limits.DecimalLengthMax + 1]);
        verbosity.Append(repository.Verbosity);
        ArgumentList words = new(stackalloc nint[WordsMax]);
        words.Add("s6-rc-compile\0"u8);
        words.Add("-v\0"u8);
        words.Add(verbosity.TextZ);
        if (fdholderUserZ.Length > 1)
        {
            words.Add("-h\0"u8);
            words.Add(fdholderUserZ);
        }
        words.Add("-b\0"u8);
        words.Add("--\0"u8);
        words.Add(database.TextZ);
        words.Add(firstZ);
        words.Add(secondZ);
        if (!thirdZ.IsEmpty)
        {
            words.Add(thirdZ);
            words.Add(fourthZ);
        }
        Result<WaitStatus> end = SiblingProgram.Run(words.Arguments, environment);
        int code = Judge(end, "s6-rc-compile"u8);
        if (code != ExitCode.Success)
        {
            _ = DirectoryTree.Remove(database.TextZ);
        }
        return code;
    }

    /// <summary>Tells of a program that did not do what it was to do; its exit code is this one's.</summary>
    private static int Judge(Result<WaitStatus> end, ReadOnlySpan<byte> program)
    {
        if (!end.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, end.Error, "spawn "u8, program);
        }
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        if (end.Value.IsSignaled)
        {
            int length = Text.Format((ulong)end.Value.SignalNumber, digits);
            return Diagnostics.Fatal(ExitCode.System, program, " crashed with signal "u8, digits[..length]);
        }
        if (end.Value.ExitCode != ExitCode.Success)
        {
            int length = Text.Format((ulong)end.Value.ExitCode, digits);
            return Diagnostics.Fatal(end.Value.ExitCode, program, " exited with code "u8, digits[..length]);
        }
        return ExitCode.Success;
    }
}
