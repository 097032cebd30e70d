using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;


/// <summary>Takes positional parameters away (shift.html).</summary>
internal struct Shift : ICommand
{
    public static ReadOnlySpan<byte> Name => "shift"u8;

    public static ReadOnlySpan<byte> Usage => "shift [ -n arg# ] [ -b block# ] prog..."u8;

    public static ReadOnlySpan<byte> Options => "n:b:"u8;

    public static ReadOnlySpan<byte> Operands => "R"u8;

    public static ReadOnlySpan<byte> Help => """
        Takes positional parameters away in front and executes prog...: one, or

          -n  that many
          -b  those that make up that many blocks, behind those of -n

        Exits 100 on wrong usage, and where the parameters are not there; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        uint count = 1;
        uint blocks = 0;
        bool isGiven = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            count = isGiven ? count : 0;
            isGiven = true;
            if (!Text.TryParse(options.Value, out letter == 'n' ? ref count : ref blocks))
            {
                return options.UsageError();
            }
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        int code = PositionalBlocks.TryOpen(invocation.Environment, out PositionalBlocks parameters);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        code = parameters.SkipWords(count);
        for (uint i = 1; i <= blocks && code == ExitCode.Success; i++)
        {
            code = parameters.SkipBlock(i);
        }
        return code == ExitCode.Success ? GoOn(parameters, options.Rest, invocation.Environment) : Outcome.Exit(code);
    }

    private static Outcome GoOn(in PositionalBlocks parameters, Arguments program, EnvironmentBlock environment)
    {
        EnvironmentEditor editor = new(environment);
        uint left = parameters.Count - parameters.Taken;
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        editor.Set("#"u8, digits[..Text.Format(left, digits)]);
        if (parameters.Count >= Limits.EnvironmentIndexedMin && parameters.Count > (uint)environment.Count)
        {
            ShiftThoseThere(parameters, environment, ref editor);
            return Subprocess.Next(program, ref editor);
        }
        for (uint i = 1; i <= parameters.Count; i++)
        {
            ReadOnlySpan<byte> name = digits[..Text.Format(i, digits)];
            if (i <= left && parameters.TryGet(i + parameters.Taken, out ReadOnlySpan<byte> value))
            {
                editor.Set(name, value);
            }
            else
            {
                editor.Unset(name);
            }
        }
        return Subprocess.Next(program, ref editor);
    }

    /// <summary>Of billions of parameters, which # can promise, only those that are there need to be looked at.</summary>
    private static void ShiftThoseThere(
        in PositionalBlocks parameters, EnvironmentBlock environment, scoped ref EnvironmentEditor editor)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        int variables = environment.Count;
        for (int i = 0; i < variables; i++)
        {
            if (PositionalEnvironment.TryNumber(environment.AtZ(i), out uint number, out _)
                && number > 0
                && number <= parameters.Count)
            {
                editor.Unset(digits[..Text.Format(number, digits)]);
            }
        }
        for (int i = 0; i < variables; i++)
        {
            if (PositionalEnvironment.TryNumber(environment.AtZ(i), out uint number, out ReadOnlySpan<byte> valueZ)
                && number > parameters.Taken
                && number <= parameters.Count)
            {
                editor.Set(digits[..Text.Format(number - parameters.Taken, digits)], valueZ[..^1]);
            }
        }
    }
}
