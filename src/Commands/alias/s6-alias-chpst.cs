using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>
/// runit's chpst, as a chain of commands of this suite. It has no page: it does as s6 2.15.1.0's does.
/// </summary>
internal struct S6AliasChpst : ICommand
{
    /// <summary>Words of the chain, for all options together.</summary>
    private const int WordsMax = 64;

    private const int LimitCount = 6;
    private const int LimitOptionLength = 3;

    /// <summary>The options of s6-softlimit, which are the same here.</summary>
    private static ReadOnlySpan<byte> LimitLetters => "mdopfc"u8;

    private static ReadOnlySpan<byte> LimitOptionsZ => "-m\0-d\0-o\0-p\0-f\0-c\0"u8;

    private ref struct Request
    {
        public ReadOnlySpan<byte> UserZ;
        public ReadOnlySpan<byte> VariablesOfZ;
        public ReadOnlySpan<byte> NameZ;
        public ReadOnlySpan<byte> EnvironmentZ;
        public ReadOnlySpan<byte> RootZ;
        public ReadOnlySpan<byte> NiceZ;
        public ReadOnlySpan<byte> LockZ;
        public Span<TextReference> LimitsZ;
        public bool LockWaits;
        public bool LeadsSession;
        public bool IsVerbose;
        public uint Closed;

        /// <summary>An option that another command of the chain carries out.</summary>
        public bool HasMore;
    }

    public static ReadOnlySpan<byte> Name => "s6-alias-chpst"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-alias-chpst [ -v ] [ -P ] [ -0 ] [ -1 ] [ -2 ] [ -u user ] [ -U user ] [ -b argv0 ] [ -e dir ] [ -/ root ] [ -n niceness ] [ -l lock | -L lock ] [ -m bytes ] [ -d bytes ] [ -o n ] [ -p n ] [ -f bytes ] [ -c bytes ] prog..."u8;

    public static ReadOnlySpan<byte> Options => "vP012u:U:b:e:/:n:l:L:m:d:o:p:f:c:"u8;

    public static ReadOnlySpan<byte> Help => """
        Changes what prog inherits, then executes it, as runit's chpst would.

          -u USER[:GROUP...]  user and groups, by name; or :UID[:GID...]
          -U USER[:GROUP...]  sets UID, GID and GIDLIST to those
          -e DIR   variables of a directory (s6-envdir)   -/ ROOT  another root directory
          -b NAME  what prog finds as its own name        -n N     adds to the nice value
          -l FILE  waits for a lock on it (s6-setlock)    -L FILE  exits where that is taken
          -m -d -o -p -f -c N   limits, as s6-softlimit has them
          -P       in a session of its own                -0 -1 -2 closes that descriptor
          -v       tells the chain of commands that this is

        Exits 100 on wrong usage or unknown names; else as these commands.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = new() { LimitsZ = stackalloc TextReference[LimitCount] };
        request.LimitsZ.Clear();
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (!TryApply(letter, new TextReference(options.ValueZ).Text, ref request))
            {
                return options.UsageError();
            }
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        ChpstUser user = new(stackalloc uint[ChpstUser.GroupsMax]);
        if (!request.UserZ.IsEmpty && !user.TryRead(request.UserZ, out ReadOnlySpan<byte> message, out ReadOnlySpan<byte> name))
        {
            return message.IsEmpty
                ? options.UsageError()
                : Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, message, name));
        }
        if (!request.NameZ.IsEmpty && !request.RootZ.IsEmpty)
        {
            Diagnostics.Warn("the -b option is ineffective when the -/ option is also given"u8);
        }
        return !request.UserZ.IsEmpty && !request.RootZ.IsEmpty && !request.HasMore
            ? EnterRoot(request.RootZ, user, options.Rest, invocation.Environment)
            : Chain(request, user, options.Rest, invocation.Environment);
    }

    private static bool TryApply(byte letter, ReadOnlySpan<byte> valueZ, ref Request request)
    {
        int limit = LimitLetters.IndexOf(letter);
        request.HasMore |= letter is not ((byte)'u' or (byte)'/' or (byte)'b');
        switch (letter)
        {
            case (byte)'v':
                request.IsVerbose = true;
                return true;
            case (byte)'P':
                request.LeadsSession = true;
                return true;
            case (byte)'0' or (byte)'1' or (byte)'2':
                request.Closed |= 1u << (letter - '0');
                return true;
            case (byte)'u':
                request.UserZ = valueZ;
                return true;
            case (byte)'U':
                request.VariablesOfZ = valueZ;
                return true;
            case (byte)'b':
                request.NameZ = valueZ;
                return true;
            case (byte)'e':
                request.EnvironmentZ = valueZ;
                return true;
            case (byte)'/':
                request.RootZ = valueZ;
                return true;
            case (byte)'l' or (byte)'L':
                request.LockZ = valueZ;
                request.LockWaits = letter == 'l';
                return true;
            case (byte)'n':
                request.NiceZ = valueZ;
                bool signed = valueZ[0] is (byte)'-' or (byte)'+';
                return Text.TryParse(signed ? valueZ[1..^1] : valueZ[..^1], out uint _);
            default:
                Assert.That(limit >= 0);
                request.LimitsZ[limit] = new TextReference(valueZ);
                return Text.TryParse(valueZ[..^1], out ulong _);
        }
    }

    /// <summary>
    /// Only here, for behind it nothing of this suite can be found any more: the root, and then the user, who may not change it.
    /// </summary>
    private static Outcome EnterRoot(
        ReadOnlySpan<byte> rootZ, scoped in ChpstUser user, Arguments program, EnvironmentBlock environment)
    {
        Errno error = Kernel.ChangeDirectory(rootZ);
        error = error.Failed ? error : Kernel.ChangeRoot(".\0"u8);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "chroot in "u8, rootZ[..^1]));
        }
        Privileges privileges = default;
        privileges.SetGroups(user.Groups);
        if (user.HasGid)
        {
            privileges.SetGroup(user.Gid);
        }
        privileges.SetUser(user.Uid);
        int code = privileges.Change();
        return code == ExitCode.Success ? Outcome.Chain(program, environment) : Outcome.Exit(code);
    }

    private static Outcome Chain(
        scoped in Request request, scoped in ChpstUser user, Arguments program, EnvironmentBlock environment)
    {
        Errno error = ChainMemory.TryAllocateArray(WordsMax + program.Count, out Span<nint> slots);
        MemoryRegion texts = default;
        error = error.Failed ? error : ChainMemory.TryAllocate(ChpstUser.TextLengthMax, out texts);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        ArgumentList line = new(slots);
        if (!request.NiceZ.IsEmpty)
        {
            Add(ref line, "s6-nice\0"u8, "-n\0"u8, request.NiceZ[0] == '+' ? request.NiceZ[1..] : request.NiceZ, "--\0"u8);
        }
        if (request.LeadsSession)
        {
            Add(ref line, "s6-setsid\0"u8, "--\0"u8);
        }
        if (!request.EnvironmentZ.IsEmpty)
        {
            Add(ref line, "s6-envdir\0"u8, "--\0"u8, request.EnvironmentZ);
        }
        if (!request.LockZ.IsEmpty)
        {
            Add(ref line, "s6-setlock\0"u8, request.LockWaits ? "-N\0"u8 : "-n\0"u8, "--\0"u8, request.LockZ);
        }
        if (!request.UserZ.IsEmpty && request.RootZ.IsEmpty)
        {
            line.Add("s6-applyuidgid\0"u8);
            user.AddOptions(texts.Bytes, ref line);
            line.Add("--\0"u8);
        }
        if (!request.VariablesOfZ.IsEmpty)
        {
            AddVariables(ref line, request.VariablesOfZ);
        }
        AddRest(ref line, request);
        line.Add(program);
        if (request.IsVerbose)
        {
            Show(line.Arguments);
        }
        return Outcome.Chain(line.Arguments, environment);
    }

    private static void AddVariables(ref ArgumentList line, ReadOnlySpan<byte> accountZ)
    {
        bool isNumber = accountZ[0] == ':';
        accountZ = isNumber ? accountZ[1..] : accountZ;
        line.Add("s6-envuidgid\0"u8);
        if (isNumber)
        {
            line.Add("-n\0"u8);
        }
        if (accountZ.Contains((byte)':'))
        {
            line.Add("-B\0"u8);
        }
        Add(ref line, "--\0"u8, accountZ);
    }

    private static void AddRest(ref ArgumentList line, scoped in Request request)
    {
        bool limits = false;
        for (int i = 0; i < LimitCount; i++)
        {
            if (!request.LimitsZ[i].Text.IsEmpty)
            {
                if (!limits)
                {
                    line.Add("s6-softlimit\0"u8);
                }
                limits = true;
                Add(ref line, LimitOptionsZ.Slice(i * LimitOptionLength, LimitOptionLength), request.LimitsZ[i].Text);
            }
        }
        if (limits)
        {
            line.Add("--\0"u8);
        }
        for (int i = 0; i < 3; i++)
        {
            if ((request.Closed & (1u << i)) != 0)
            {
                Add(ref line, "fdclose\0"u8, i == 0 ? "0\0"u8 : i == 1 ? "1\0"u8 : "2\0"u8);
            }
        }
        if (!request.RootZ.IsEmpty && !request.UserZ.IsEmpty)
        {
            Add(ref line, "s6-alias-chpst\0"u8, "-/\0"u8, request.RootZ, "-u\0"u8);
            Add(ref line, request.UserZ, "--\0"u8);
        }
        else if (!request.RootZ.IsEmpty)
        {
            Add(ref line, "s6-chroot\0"u8, request.RootZ);
        }
        else if (!request.NameZ.IsEmpty)
        {
            Add(ref line, "exec\0"u8, "-a\0"u8, request.NameZ, "--\0"u8);
        }
    }

    private static void Add(
        ref ArgumentList line,
        ReadOnlySpan<byte> aZ,
        ReadOnlySpan<byte> bZ,
        ReadOnlySpan<byte> cZ = default,
        ReadOnlySpan<byte> dZ = default)
    {
        line.Add(aZ);
        line.Add(bZ);
        if (!cZ.IsEmpty)
        {
            line.Add(cZ);
        }
        if (!dZ.IsEmpty)
        {
            line.Add(dZ);
        }
    }

    private static void Show(Arguments words)
    {
        Output output = new(Fd.StandardError, stackalloc byte[Limits.MessageBufferLength]);
        output.Write("s6-alias-chpst: info: executing the following command line:"u8);
        for (int i = 0; i < words.Count; i++)
        {
            output.Write(" "u8);
            output.Write(words[i]);
        }
        output.Write("\n"u8);
        output.Flush();
    }
}
