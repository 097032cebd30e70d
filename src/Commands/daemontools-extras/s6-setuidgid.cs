using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>
/// Becomes another program as another user (s6-setuidgid.html). The reference is a chain of two programs, which this
/// command is in one; its messages carry their names, as those of the reference do.
/// </summary>
internal struct S6Setuidgid : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-setuidgid"u8;

    public static ReadOnlySpan<byte> Usage => "s6-setuidgid username prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Operands => "wr"u8;

    public static ReadOnlySpan<byte> Help => """
        Sets the user, the group and the supplementary groups to those of the account username, then executes prog. The
        variables UID, GID and GIDLIST are taken out of the environment.

        The account can also be given as uid:gid in numbers; gid is the only group then. Where it is empty, prog is
        executed as it is. Only root can change its user.

        Exits 1 where the account is unknown; 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog
        cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    private static ReadOnlySpan<byte> LookupName => "s6-envuidgid"u8;

    private static ReadOnlySpan<byte> ChangeName => "s6-applyuidgid"u8;

    private static ReadOnlySpan<byte> ChangeUsage =>
        "s6-applyuidgid [ -z ] [ -u uid ] [ -g gid ] [ -G gidlist ] [ -U ] prog..."u8;

    public static Outcome Run(in Invocation invocation)
    {
        if (invocation.Arguments.Count < 2)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        ReadOnlySpan<byte> nameZ = invocation.Arguments.AtZ(0);
        Arguments program = invocation.Arguments.From(1);
        if (nameZ.Length == 1)
        {
            return Outcome.Chain(program, invocation.Environment);
        }
        return nameZ.Contains((byte)':')
            ? RunByNumbers(nameZ[..^1], program, invocation.Environment)
            : RunByName(nameZ, program, invocation.Environment);
    }

    private static Outcome RunByNumbers(ReadOnlySpan<byte> text, Arguments program, EnvironmentBlock environment)
    {
        Diagnostics.SetProgram(ChangeName, default);
        int colon = text.IndexOf((byte)':');
        if (!Text.TryParse(text[..colon], out uint uid) || !Text.TryParse(text[(colon + 1)..], out uint gid))
        {
            return Outcome.Exit(Diagnostics.Usage(ChangeUsage));
        }
        int code = Change(new Account(uid, gid), new ReadOnlySpan<uint>(in gid));
        return code == ExitCode.Success ? Outcome.Chain(program, environment) : Outcome.Exit(code);
    }

    private static Outcome RunByName(ReadOnlySpan<byte> nameZ, Arguments program, EnvironmentBlock environment)
    {
        Diagnostics.SetProgram(LookupName, default);
        if (!Accounts.TryFind(nameZ, out Account account))
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Failure, "unknown user: "u8, nameZ[..^1]));
        }
        Errno error = Accounts.TryFindGroups(nameZ, account.Gid, out ReadOnlySpan<uint> groups);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "get supplementary groups for "u8, nameZ[..^1]));
        }
        Diagnostics.SetProgram(ChangeName, default);
        int code = Change(account, groups);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        EnvironmentEditor editor = new(environment);
        RemoveIdentity(ref editor);
        return editor.Error.Failed
            ? Outcome.Exit(Diagnostics.Unable(ExitCode.System, editor.Error, "change the environment"u8))
            : Outcome.Chain(program, editor.Block);
    }

    /// <summary>
    /// Takes UID, GID and GIDLIST out, where they are. The programs of the reference set them on the way, which decides the
    /// order that the other variables come out in.
    /// </summary>
    private static void RemoveIdentity(ref EnvironmentEditor editor)
    {
        EnvironmentBlock block = editor.Block;
        if (block.IndexOf("UID"u8) < 0 && block.IndexOf("GID"u8) < 0 && block.IndexOf("GIDLIST"u8) < 0)
        {
            return;
        }
        editor.Set("UID"u8, default);
        editor.Set("GID"u8, default);
        editor.Set("GIDLIST"u8, default);
        editor.UnsetAll("UID"u8);
        editor.UnsetAll("GID"u8);
        editor.UnsetAll("GIDLIST"u8);
    }

    private static int Change(Account account, ReadOnlySpan<uint> groups)
    {
        Privileges privileges = default;
        privileges.SetGroups(groups);
        privileges.SetGroup(account.Gid);
        privileges.SetUser(account.Uid);
        return privileges.Change();
    }
}
