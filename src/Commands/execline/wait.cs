using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Waits for children and goes on as a program (wait.html).</summary>
internal struct Wait : ICommand
{
    public static ReadOnlySpan<byte> Name => "wait"u8;

    public static ReadOnlySpan<byte> Usage =>
        "wait [ -I | -i ] [ -a | -o ] [ -r | -t timeout ] { pids... } [ prog... ]"u8;

    public static ReadOnlySpan<byte> Options => "Iiaort:"u8;

    public static ReadOnlySpan<byte> LongOptions => "no-insist=I insist=i all=a one=o reap=r timeout=t"u8;

    public static ReadOnlySpan<byte> Help => """
        Waits for the children with those process numbers, or for all, and executes prog....

          -a, --all           for all of them (the default)
          -o, --one           for one of them: sets ! to its number and ? to its exit code, or unsets them
          -t, --timeout=MS    no longer than that many milliseconds
          -r, --reap          the same as -t 0
          -I, --no-insist     goes on at the timeout (the default)
          -i, --insist        exits 99 at the timeout

        Where there is no block, all words are process numbers, and it exits with the code of the child that is the last of
        them (-o: of the one that ended), with 127 where it did not see that end, or with 0 where no numbers were given.

        Exits 99 at the timeout with -i; 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be
        executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        bool insists = false;
        ChildWait wait = default;
        NumberOption timeout = default;
        bool reaps = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case OptionParser.Bad:
                    return Outcome.Exit(ExitCode.Usage);
                case (byte)'I':
                case (byte)'i':
                    insists = letter == 'i';
                    break;
                case (byte)'a':
                case (byte)'o':
                    wait.TakesOne = letter == 'o';
                    break;
                case (byte)'r':
                    reaps = true;
                    break;
                default:
                    timeout.Take(options);
                    break;
            }
        }
        uint milliseconds = 0;
        if (!reaps && !timeout.TryRead(0, out milliseconds))
        {
            return options.UsageError();
        }
        wait.HasTimeout = reaps || timeout.IsGiven;
        wait.TimeoutMs = milliseconds;
        Arguments words = options.Rest;
        int count = 0;
        while (count < words.Count && words.ByteAt(count, 0) != 0)
        {
            count++;
        }
        if (!wait.TryRead(words.To(count), out int code))
        {
            return code == ExitCode.Usage ? options.UsageError() : Outcome.Exit(code);
        }
        Errno error = wait.Run();
        if (error.Failed && (error != Errno.ETIMEDOUT || insists))
        {
            code = error == Errno.ETIMEDOUT ? ExitCode.TimedOut : ExitCode.System;
            return Outcome.Exit(Diagnostics.Unable(code, error, "wait"u8));
        }
        return count == words.Count
            ? Outcome.Exit(wait.Code)
            : GoOn(wait, words.From(count + 1), invocation.Environment);
    }

    private static Outcome GoOn(in ChildWait wait, Arguments program, EnvironmentBlock environment)
    {
        EnvironmentEditor editor = new(environment);
        if (wait.TakesOne && wait.Found.IsNone)
        {
            editor.Unset("?"u8);
            editor.Unset("!"u8);
        }
        else if (wait.TakesOne)
        {
            Subprocess.SetNumber(ref editor, "?"u8, wait.Code);
            Subprocess.SetNumber(ref editor, "!"u8, wait.Found.Value);
        }
        return Subprocess.Next(program, ref editor);
    }
}
