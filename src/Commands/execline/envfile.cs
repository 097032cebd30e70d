using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Sets the variables that a file has (envfile.html).</summary>
internal struct Envfile : ICommand
{
    public static ReadOnlySpan<byte> Name => "envfile"u8;

    public static ReadOnlySpan<byte> Usage => "envfile [ -i | -I ] file prog..."u8;

    public static ReadOnlySpan<byte> Options => "iI"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog... with the variables set that the file has, one a line: "key = value". Blanks around both are left
        out, and so are empty lines and those that begin with #. A backslash joins a line with the next. In double quotes,
        blanks stay, and \n, \t, \x41, \101 and so on are what they are in C. The file - is stdin.

          -i  exit 111 where there is no such file (the default)
          -I  go on without it

        Exits 1 where the file has an error; 100 on wrong usage; 111 where it cannot be read; 126 or 127 where prog cannot
        be executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        bool mustExist = true;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            mustExist = letter == 'i';
        }
        Arguments words = options.Rest;
        if (words.Count < 2)
        {
            return options.UsageError();
        }
        bool isInput = words[0].SequenceEqual("-"u8);
        ReadOnlySpan<byte> name = isInput ? "standard input"u8 : words[0];
        Result<Fd> file = isInput
            ? new Result<Fd>(Fd.StandardInput)
            : Kernel.Open(Fd.CurrentDirectory, words.AtZ(0), OpenFlags.O_RDONLY);
        EnvironmentEditor editor = new(invocation.Environment);
        if (file.Ok)
        {
            Errno error = WholeFile.Read(file.Value, Limits.ExeclineScriptLengthMax, out ReadOnlySpan<byte> text);
            Kernel.Close(file.Value);
            int code = error.IsNone
                ? Apply(text, name, ref editor)
                : Diagnostics.Unable(ExitCode.System, error, "read from "u8, name);
            if (code != ExitCode.Success)
            {
                return Outcome.Exit(code);
            }
        }
        else if (mustExist || file.Error != Errno.ENOENT)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, file.Error, "open "u8, name));
        }
        return Outcome.Chain(words.From(1), editor.Block);
    }

    private static int Apply(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, scoped ref EnvironmentEditor editor)
    {
        Errno error = ChainMemory.TryAllocateArray(text.Length, out Span<byte> memory);
        EnvironmentFile file = new(text, memory);
        while (error.IsNone && file.Next(out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value))
        {
            editor.Set(key, value);
            error = editor.Error;
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "update environment"u8);
        }
        if (!file.IsWrong)
        {
            return ExitCode.Success;
        }
        PathBuffer place = new(stackalloc byte[Limits.NameLengthMax]);
        place.Append(": syntax error line "u8);
        place.Append((ulong)file.Line);
        return Diagnostics.Fatal(ExitCode.Failure, "in "u8, name, place.Text);
    }
}
