using System;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;

namespace Sestet.Commands;

/// <summary>Evaluates an expression (eltest.html).</summary>
internal struct Eltest : ICommand
{
    public static ReadOnlySpan<byte> Name => "eltest"u8;

    public static ReadOnlySpan<byte> Usage => "eltest expression..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Tells by its exit code whether an expression is true. A word that looks like an operator is one; one backslash in
        front of a word makes it data, and is taken off.

          word, -n word, -z word             it is not empty; the same; it is empty
          = != < <= > >= =~                  two words as text; =~: some part matches an extended regular expression
          -eq -ne -lt -le -gt -ge            two integers
          -e -f -d -h -L -p -S -b -c FILE    it exists; is a regular file, directory, link (-h, -L), FIFO, socket, device
          -r -w -x FILE                      it may be read, written, executed
          -s -g -u -k -N FILE                is not empty; has that bit; was changed since it was read
          -O -U -G FILE                      belongs to the effective user (-O, -U) or group
          -nt -ot -ef                        of two files: newer, older, the same
          -t FD                              a terminal
          -v VAR                             a variable of the environment is set
          ! expr, expr -a expr, expr -o expr, ( expr )

        Exits 0 where it is true and 1 where it is false; 100 where it is no expression; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count == 0)
        {
            return Outcome.Exit(ExitCode.Failure);
        }
        int code = TestExpression.TryEvaluate(words, invocation.Environment, out bool value);
        return Outcome.Exit(code == ExitCode.Success && !value ? ExitCode.Failure : code);
    }
}
