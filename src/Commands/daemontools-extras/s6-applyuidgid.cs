using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Becomes another program as another user, all in numbers (s6-applyuidgid.html).</summary>
internal struct S6Applyuidgid : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-applyuidgid"u8;

    public static ReadOnlySpan<byte> Usage => "s6-applyuidgid [ -z ] [ -u uid ] [ -g gid ] [ -G gidlist ] [ -U ] prog..."u8;

    public static ReadOnlySpan<byte> Options => "zUu:g:G:"u8;

    public static ReadOnlySpan<byte> Operands => "r"u8;

    public static ReadOnlySpan<byte> Help => """
        Sets what is given of the user, the group and the supplementary groups, then executes prog. Only root can do that.

          -u UID   the user
          -g GID   the group
          -G LIST  the supplementary groups, with commas between them and no blanks; it may be empty
          -U       these three from the variables UID, GID and GIDLIST; options behind it override them
          -z       take the three variables out of the environment

        Exits 100 on wrong usage, or where a variable is missing or no number; 111 where a system call failed; 126 or 127
        where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Privileges privileges = default;
        bool unexports = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'z':
                    unexports = true;
                    break;
                case (byte)'U':
                    int read = privileges.TakeVariables(invocation.Environment);
                    if (read != ExitCode.Success)
                    {
                        return Outcome.Exit(read);
                    }
                    break;
                case OptionParser.Bad:
                    return Outcome.Exit(ExitCode.Usage);
                default:
                    if (!privileges.TryTake(letter, options.Value))
                    {
                        return options.UsageError();
                    }
                    break;
            }
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        int code = privileges.Change();
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        EnvironmentEditor environment = new(invocation.Environment);
        if (unexports)
        {
            environment.UnsetAll("UID"u8);
            environment.UnsetAll("GID"u8);
            environment.UnsetAll("GIDLIST"u8);
        }
        return environment.Error.Failed
            ? Outcome.Exit(Diagnostics.Unable(ExitCode.System, environment.Error, "change the environment"u8))
            : Outcome.Chain(options.Rest, environment.Block);
    }
}
