using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;


/// <summary>Puts what a program writes into a variable (backtick.html).</summary>
internal struct Backtick : ICommand
{
    /// <summary>backtick.html: what a NUL in the output exits with.</summary>
    private const int NulCode = 124;

    public static ReadOnlySpan<byte> Name => "backtick"u8;

    public static ReadOnlySpan<byte> Usage =>
        "backtick [ -i | -I | -x | -D default ] [ -N | -n ] [ -E | -e ] var { prog... } remainder..."u8;

    public static ReadOnlySpan<byte> Options => "iINnxD:Ee"u8;

    public static ReadOnlySpan<byte> Operands => "wpR"u8;

    public static ReadOnlySpan<byte> Help => """
        Runs the block and executes the rest of the command line with the variable var set to what the block has written.

          -N  as it is     -n  without a newline at its end (the default)
          -E  substitutes $var in place of setting the variable   -e  not (the default)

        Where the block fails, or writes a NUL:

          -i  exits with an approximation of its exit code, or 124 (the default)
          -I  takes what there is up to the first NUL
          -x  takes the variable away
          -D  sets it to default

        All but -i set the variable ? to the block's exit code too, or to 256 and the number of the signal that killed it.

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where the rest cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    private enum OnFailure : byte
    {
        Exits,
        TakesPart,
        TakesDefault,
    }

    private struct Request : IOptionTaker
    {
        public OnFailure OnFailure;
        public bool KeepsNewline;
        public bool Imports;
        public bool HasDefault;
        public TextReference Default;

        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            switch (letter)
            {
                case (byte)'i':
                    OnFailure = OnFailure.Exits;
                    break;
                case (byte)'I':
                    OnFailure = OnFailure.TakesPart;
                    break;
                case (byte)'x':
                case (byte)'D':
                    OnFailure = OnFailure.TakesDefault;
                    HasDefault = letter == 'D';
                    Default = new TextReference(valueZ.IsEmpty ? default : valueZ[..^1]);
                    break;
                case (byte)'N':
                case (byte)'n':
                    KeepsNewline = letter == 'N';
                    break;
                default:
                    Imports = letter == 'E';
                    break;
            }
            return true;
        }
    }

    public static Outcome Run(in Invocation invocation)
    {
        Request request = default;
        OptionParser options = new(invocation);
        if (!options.TryReadAll(ref request, out Outcome ending))
        {
            return ending;
        }
        Arguments words = options.Rest;
        if (words.Count < 2)
        {
            return options.UsageError();
        }
        int code = Loop.CheckName(words[0]);
        Blocks blocks = new(words.From(1), invocation.Environment);
        if (code != ExitCode.Success || !blocks.TryTakeProgram(out Arguments program, out code))
        {
            return Outcome.Exit(code);
        }
        if (blocks.Rest.Count == 0)
        {
            return Outcome.Exit(
                Diagnostics.Fatal(ExitCode.Usage, "the command line after the block must not be empty"u8));
        }
        code = Listen(program, invocation.Environment, out ReadOnlySpan<byte> output, out WaitStatus status);
        return code == ExitCode.Success
            ? GoOn(request, words[0], output, status, blocks.Rest, invocation.Environment)
            : Outcome.Exit(code);
    }

    /// <summary>Runs the program: 0, what it wrote and how it ended; or an exit code, printed.</summary>
    private static int Listen(
        Arguments program, EnvironmentBlock environment, out ReadOnlySpan<byte> output, out WaitStatus status)
    {
        output = default;
        status = default;
        if (Subprocess.StartWriter(program, environment, out Pid child, out Fd pipe, out int code).Failed)
        {
            return code;
        }
        GrowingBuffer buffer = default;
        Errno error = buffer.FillToEnd(pipe);
        Kernel.Close(pipe);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "slurp"u8);
        }
        output = buffer.Bytes;
        Result<WaitStatus> result = Subprocess.Wait(child);
        status = result.Ok ? result.Value : default;
        return result.Ok ? ExitCode.Success : Diagnostics.Unable(ExitCode.System, result.Error, "wait_pid"u8);
    }

    private static Outcome GoOn(
        in Request request,
        ReadOnlySpan<byte> variable,
        ReadOnlySpan<byte> output,
        WaitStatus status,
        Arguments program,
        EnvironmentBlock environment)
    {
        ReadOnlySpan<byte> value = Text.UntilNul(output);
        bool hasNul = value.Length < output.Length;
        bool hasFailed = status.Bits != 0;
        bool isSet = true;
        if ((hasFailed || hasNul) && request.OnFailure == OnFailure.Exits)
        {
            return Outcome.Exit(
                status.IsSignaled ? Diagnostics.Fatal(ChildProgram.CodeOf(status), "child process crashed"u8)
                : hasFailed ? Diagnostics.Fatal(ChildProgram.CodeOf(status), "child process exited non-zero"u8)
                : Diagnostics.Fatal(NulCode, "child process output contained a null character"u8));
        }
        if ((hasFailed || hasNul) && request.OnFailure == OnFailure.TakesDefault)
        {
            if (!hasFailed)
            {
                Diagnostics.Warn("child process output contained a null character"u8);
            }
            value = request.Default.Text;
            isSet = request.HasDefault;
        }
        else if (!request.KeepsNewline && value.EndsWith("\n"u8))
        {
            value = value[..^1];
        }
        ImportedVariables variables = new(environment, request.Imports);
        variables.Set(variable, value, isSet);
        if (request.OnFailure != OnFailure.Exits)
        {
            Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
            variables.Set("?"u8, digits[..Text.Format((ulong)Subprocess.QuestionMark(status), digits)], isSet: true);
        }
        return variables.GoOn(program);
    }
}
