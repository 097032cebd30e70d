using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Changes the owner of a file (s6-chown.html).</summary>
internal struct S6Chown : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-chown"u8;

    public static ReadOnlySpan<byte> Usage => "s6-chown [ -U ] [ -u uid ] [ -g gid ] file"u8;

    public static ReadOnlySpan<byte> Options => "Uu:g:"u8;

    public static ReadOnlySpan<byte> Help => """
        Gives a file to a user, a group or both, by number.

          -u  the user's number   -g  the group's number   -U  both, as UID and GID in the environment say

        Exits 0; 100 on wrong usage, or where UID or GID is no number; 111 where the owner cannot be changed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        const uint unchanged = uint.MaxValue;
        uint uid = unchanged;
        uint gid = unchanged;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            bool valid = true;
            switch (letter)
            {
                case (byte)'u':
                    valid = Text.TryParse(options.Value, out uid);
                    break;
                case (byte)'g':
                    valid = Text.TryParse(options.Value, out gid);
                    break;
                case (byte)'U':
                    int code = FromEnvironment(invocation.Environment, out uid, out gid);
                    if (code != ExitCode.Success)
                    {
                        return Outcome.Exit(code);
                    }
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
            if (!valid)
            {
                return options.UsageError();
            }
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        ReadOnlySpan<byte> fileZ = options.Rest.AtZ(0);
        Errno error = Kernel.ChangeOwnerOfTarget(Fd.CurrentDirectory, fileZ, uid, gid);
        return Outcome.Exit(error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "chown "u8, fileZ[..^1])
            : ExitCode.Success);
    }

    private static int FromEnvironment(EnvironmentBlock environment, out uint uid, out uint gid)
    {
        gid = 0;
        int code = ReadNumber(environment, "UID"u8, out uid);
        return code == ExitCode.Success ? ReadNumber(environment, "GID"u8, out gid) : code;
    }

    private static int ReadNumber(EnvironmentBlock environment, ReadOnlySpan<byte> name, out uint number)
    {
        number = 0;
        if (!environment.TryGet(name, out ReadOnlySpan<byte> valueZ))
        {
            return Diagnostics.Fatal(ExitCode.Usage, name, " not set"u8);
        }
        return Text.TryParse(valueZ[..^1], out number)
            ? ExitCode.Success
            : Diagnostics.Fatal(ExitCode.Usage, "invalid $"u8, name);
    }
}
