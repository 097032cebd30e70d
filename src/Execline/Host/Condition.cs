using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>The program whose exit code decides how if, ifelse, ifte and ifthenelse go on.</summary>
internal struct Condition : IOptionTaker
{
    /// <summary>-X: a crash is no more than a false answer.</summary>
    public bool ForgivesCrash;

    /// <summary>-n: what is true counts as false.</summary>
    public bool IsNegated;

    public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
    {
        ForgivesCrash |= letter == 'X';
        IsNegated |= letter == 'n';
        return true;
    }

    /// <summary>
    /// Runs the program. False where the command has to exit, printed, with that code. Else holds: the answer; and code: what
    /// stands for the program's end as an exit code. What: what the program is called where it was not to be a block.
    /// </summary>
    public readonly bool TryAsk(
        Arguments program,
        EnvironmentBlock environment,
        out bool holds,
        out int code,
        ReadOnlySpan<byte> what = default)
    {
        holds = false;
        code = Subprocess.Run(program, environment, what, out WaitStatus status);
        if (code != ExitCode.Success)
        {
            return false;
        }
        code = ChildProgram.CodeOf(status);
        if (status.IsSignaled && !ForgivesCrash)
        {
            Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
            int length = Text.Format((ulong)status.SignalNumber, digits);
            _ = Diagnostics.Fatal(code, "child crashed with signal "u8, digits[..length]);
            return false;
        }
        holds = (code == ExitCode.Success) != IsNegated;
        return true;
    }
}
