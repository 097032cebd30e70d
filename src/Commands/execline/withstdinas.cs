using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;


/// <summary>Puts its standard input into a variable (withstdinas.html).</summary>
internal struct Withstdinas : ICommand
{
    public static ReadOnlySpan<byte> Name => "withstdinas"u8;

    public static ReadOnlySpan<byte> Usage =>
        "withstdinas [ -i | -I | -D default ] [ -N | -n ] [ -E | -e ] var remainder..."u8;

    public static ReadOnlySpan<byte> Options => "iINnD:Ee"u8;

    public static ReadOnlySpan<byte> Help => """
        Reads stdin to its end and executes remainder... with the variable var set to what it read.

          -N  as it is     -n  without a newline at its end (the default)
          -E  substitutes $var in place of setting the variable   -e  not (the default)

        Where there is a NUL in it, it takes what is before that, or:

          -i  exits 1
          -I  takes the variable away
          -D  sets it to default

        Exits 100 on wrong usage; 111 where stdin cannot be read; 126 or 127 where remainder cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        bool keepsNewline = false;
        bool imports = false;
        byte onNul = 0;
        bool hasDefault = false;
        TextReference otherwise = default;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case OptionParser.Bad:
                    return Outcome.Exit(ExitCode.Usage);
                case (byte)'i':
                case (byte)'I':
                    onNul = letter;
                    break;
                case (byte)'D':
                    hasDefault = true;
                    otherwise = new TextReference(options.Value);
                    break;
                case (byte)'N':
                case (byte)'n':
                    keepsNewline = letter == 'N';
                    break;
                default:
                    imports = letter == 'E';
                    break;
            }
        }
        Arguments words = options.Rest;
        if (words.Count == 0)
        {
            return options.UsageError();
        }
        int code = Loop.CheckName(words[0]);
        GrowingBuffer buffer = default;
        Errno error = code == ExitCode.Success ? buffer.FillToEnd(Fd.StandardInput) : Errno.None;
        if (error.Failed)
        {
            code = Diagnostics.Unable(ExitCode.System, error, "slurp"u8);
        }
        ReadOnlySpan<byte> value = Text.UntilNul(buffer.Bytes);
        bool hasNul = value.Length < buffer.Bytes.Length;
        if (code == ExitCode.Success && hasNul && onNul == 'i')
        {
            code = Diagnostics.Fatal(ExitCode.Failure, "stdin contained a null character"u8);
        }
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        if (hasNul && onNul == 0 && hasDefault)
        {
            value = otherwise.Text;
            Diagnostics.Warn("stdin contained a null character"u8, " - using default instead"u8);
        }
        else if (!hasNul && !keepsNewline && value.EndsWith("\n"u8))
        {
            value = value[..^1];
        }
        ImportedVariables variables = new(invocation.Environment, imports);
        variables.Set(words[0], value, isSet: !(hasNul && onNul == 'I'));
        return variables.GoOn(words.From(1));
    }
}
