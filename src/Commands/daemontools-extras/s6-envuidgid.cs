using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Sets variables to the numbers of an account, then becomes another program (s6-envuidgid.html).</summary>
internal struct S6Envuidgid : ICommand
{
    /// <summary>What of an account is looked up, and which variables are set.</summary>
    private enum Subject
    {
        /// <summary>The account: UID, GID and GIDLIST.</summary>
        Account,

        /// <summary>-u: UID.</summary>
        User,

        /// <summary>-g: GID.</summary>
        Group,

        /// <summary>-B: UID and GID.</summary>
        Both,
    }

    private ref struct Numbers
    {
        public uint Uid;
        public uint Gid;
        public ReadOnlySpan<uint> Groups;
    }

    public static ReadOnlySpan<byte> Name => "s6-envuidgid"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-envuidgid [ -i | -D defaultuid:defaultgid:defaultgidlist ] [ -u | -g | -B ] [ -n ] account prog..."u8;

    public static ReadOnlySpan<byte> Options => "ugBniD:"u8;

    public static ReadOnlySpan<byte> Operands => "wr"u8;

    public static ReadOnlySpan<byte> Help => """
        Looks account up in the user database, sets UID, GID and GIDLIST to its numbers, then executes prog. GIDLIST has
        the supplementary groups, with commas between them; it may be empty.

          -u  account is a user: only UID is set
          -g  account is a group: only GID is set
          -B  account is user:group: UID and GID are set; one that is left out is 0, or what -D says
          -n  what is not found is taken for a number, where it is one; GID and GIDLIST are then 0 and empty, or what -D says
          -i  exit 1 where account is unknown (the default)
          -D UID:GID:LIST  what to set where account is unknown

        Exits 1 where account is unknown; 100 on wrong usage; 111 where the databases cannot be read; 126 or 127 where
        prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Subject subject = Subject.Account;
        Numbers numbers = default;
        bool insists = true;
        bool takesNumbers = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'u':
                    subject = Subject.User;
                    break;
                case (byte)'g':
                    subject = Subject.Group;
                    break;
                case (byte)'B':
                    subject = Subject.Both;
                    break;
                case (byte)'n':
                    takesNumbers = true;
                    break;
                case (byte)'i':
                    insists = true;
                    break;
                case (byte)'D':
                    if (!TryParseDefaults(options.Value, ref numbers))
                    {
                        return options.UsageError();
                    }
                    insists = false;
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        if (options.Rest.Count < 2)
        {
            return options.UsageError();
        }
        int code = Find(options.Rest.AtZ(0), subject, takesNumbers, insists, ref numbers);
        return code == ExitCode.Success
            ? GoOn(subject, numbers, options.Rest.From(1), invocation.Environment)
            : Outcome.Exit(code);
    }

    /// <summary>"uid:gid:list", of which all may be left out that stands behind; an empty number is 0.</summary>
    private static bool TryParseDefaults(scoped ReadOnlySpan<byte> text, ref Numbers numbers)
    {
        bool ok = !text.IsEmpty && TryTakeNumber(ref text, out numbers.Uid);
        return ok && TryTakeNumber(ref text, out numbers.Gid) && Accounts.TryParseGroups(text, out numbers.Groups);
    }

    /// <summary>Takes a number off the text, and the colon behind it.</summary>
    private static bool TryTakeNumber(scoped ref ReadOnlySpan<byte> text, out uint number)
    {
        int colon = text.IndexOf((byte)':');
        ReadOnlySpan<byte> digits = colon < 0 ? text : text[..colon];
        text = colon < 0 ? default : text[(colon + 1)..];
        number = 0;
        return digits.IsEmpty || Text.TryParse(digits, out number);
    }

    private static int Find(
        ReadOnlySpan<byte> nameZ, Subject subject, bool takesNumbers, bool insists, ref Numbers numbers)
    {
        if (subject is Subject.Account or Subject.User)
        {
            return FindUser(nameZ, subject, takesNumbers, insists, ref numbers);
        }
        int colon = subject == Subject.Both ? nameZ.IndexOf((byte)':') : -1;
        ReadOnlySpan<byte> groupZ = subject == Subject.Group ? nameZ : colon < 0 ? "\0"u8 : nameZ[(colon + 1)..];
        int code = groupZ.Length == 1 && subject == Subject.Both
            ? ExitCode.Success
            : FindGroup(groupZ, takesNumbers, insists, ref numbers);
        if (code != ExitCode.Success || subject == Subject.Group)
        {
            return code;
        }
        PathBuffer user = new(stackalloc byte[Limits.PathLengthMax]);
        user.Append(colon < 0 ? nameZ[..^1] : nameZ[..colon]);
        if (user.Overflowed)
        {
            return Unknown("unknown user: "u8, nameZ[..^1], insists);
        }
        return user.Length == 0 && colon == 0
            ? ExitCode.Success
            : FindUser(user.TextZ, subject, takesNumbers, insists, ref numbers);
    }

    private static int FindGroup(ReadOnlySpan<byte> nameZ, bool takesNumbers, bool insists, ref Numbers numbers)
    {
        if (Kernel.TryFindGroup(nameZ, out uint gid) || (takesNumbers && Text.TryParse(nameZ[..^1], out gid)))
        {
            numbers.Gid = gid;
            return ExitCode.Success;
        }
        return Unknown("unknown group: "u8, nameZ[..^1], insists);
    }

    private static int FindUser(
        scoped ReadOnlySpan<byte> nameZ, Subject subject, bool takesNumbers, bool insists, ref Numbers numbers)
    {
        if (!Accounts.TryFind(nameZ, out Account account))
        {
            if (takesNumbers && Text.TryParse(nameZ[..^1], out uint uid))
            {
                numbers.Uid = uid;
                return ExitCode.Success;
            }
            return Unknown("unknown user: "u8, nameZ[..^1], insists);
        }
        numbers.Uid = account.Uid;
        if (subject != Subject.Account)
        {
            return ExitCode.Success;
        }
        numbers.Gid = account.Gid;
        Errno error = Accounts.TryFindMemberships(nameZ, out numbers.Groups);
        return error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "get supplementary groups for "u8, nameZ[..^1])
            : ExitCode.Success;
    }

    /// <summary>Where there are defaults for what is not known, they are what it is.</summary>
    private static int Unknown(ReadOnlySpan<byte> what, ReadOnlySpan<byte> name, bool insists) =>
        insists ? Diagnostics.Fatal(ExitCode.Failure, what, name) : ExitCode.Success;

    private static Outcome GoOn(Subject subject, in Numbers numbers, Arguments program, EnvironmentBlock given)
    {
        EnvironmentEditor environment = new(given);
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        if (subject != Subject.Group)
        {
            environment.Set("UID"u8, digits[..Text.Format(numbers.Uid, digits)]);
        }
        if (subject != Subject.User)
        {
            environment.Set("GID"u8, digits[..Text.Format(numbers.Gid, digits)]);
        }
        if (subject == Subject.Account)
        {
            Errno error = SetGroups(ref environment, numbers.Groups);
            if (error.Failed)
            {
                return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "update environment"u8));
            }
        }
        return environment.Error.Failed
            ? Outcome.Exit(Diagnostics.Unable(ExitCode.System, environment.Error, "update environment"u8))
            : Outcome.Chain(program, environment.Block);
    }

    private static Errno SetGroups(ref EnvironmentEditor environment, ReadOnlySpan<uint> groups)
    {
        // A number of 32 bits has ten digits.
        Errno error = ChainMemory.TryAllocate(groups.Length * 11 + 2, out MemoryRegion memory);
        if (error.Failed)
        {
            return error;
        }
        PathBuffer list = new(memory.Bytes);
        for (int i = 0; i < groups.Length; i++)
        {
            list.Append(i == 0 ? ""u8 : ","u8);
            list.Append(groups[i]);
        }
        Assert.That(!list.Overflowed);
        environment.Set("GIDLIST"u8, list.Text);
        return environment.Error;
    }
}
