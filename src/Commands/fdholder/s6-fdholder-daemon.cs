using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.FdHolder.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes a socket and holds descriptors for its clients (s6-fdholder-daemon.html).</summary>
internal struct S6FdholderDaemon : ICommand
{
    private const int WordsMax = 32;

    /// <summary>What was given, as it was given.</summary>
    private ref struct Given
    {
        public bool Notifies;
        public bool NoTakeover;
        public bool TakesVariables;
        public ReadOnlySpan<byte> VerbosityZ;
        public ReadOnlySpan<byte> ClientsZ;
        public ReadOnlySpan<byte> FdsZ;
        public ReadOnlySpan<byte> BacklogZ;
        public ReadOnlySpan<byte> UidZ;
        public ReadOnlySpan<byte> GidZ;
        public ReadOnlySpan<byte> GroupsZ;
        public ReadOnlySpan<byte> TimeoutZ;
        public ReadOnlySpan<byte> LameDuckZ;
        public ReadOnlySpan<byte> DirectoryZ;
        public ReadOnlySpan<byte> FileZ;
    }

    public static ReadOnlySpan<byte> Name => "s6-fdholder-daemon"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-fdholder-daemon [ -v verbosity ] [ -d | -D ] [ -1 ] [ -c maxconn ] [ -n maxfds ] [ -b backlog ] [ -G gid,gid,... ] [ -g gid ] [ -u uid ] [ -U ] [ -t timeout ] [ -T lameducktimeout ] [ -i rulesdir | -x rulesfile ] path"u8;

    public static ReadOnlySpan<byte> Options => "Dd1Uv:c:n:b:u:g:G:t:T:i:x:"u8;

    public static ReadOnlySpan<byte> Help => """
        Binds a socket of the Unix domain to path and holds descriptors for the clients that connect. It executes
        s6-ipcserver-socketbinder, s6-applyuidgid where it is to change its user, and s6-fdholderd, whose help tells of the
        options that are not here.

          -d -D       remove what is at path before (the default); or not
          -b NUMBER   so many connections may wait to be accepted
          -u, -g, -G  the user, the group, and the groups, in numbers with commas, to change to when the socket is bound
          -U          these three from the variables UID, GID and GIDLIST, which are taken out of the environment
          -1, -v, -c, -n, -t, -T, -i, -x  for s6-fdholderd

        Exits 100 on wrong usage, else as the programs that it becomes.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Given given = default;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            // The value lies in the command line.
            if (!TryTake(letter, new TextReference(options.ValueZ).Text, ref given))
            {
                return options.UsageError();
            }
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        if (given.DirectoryZ.IsEmpty && given.FileZ.IsEmpty)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "no access rights specified!"u8));
        }
        Errno error = ChainMemory.TryAllocateArray(WordsMax, out Span<nint> slots);
        return error.Failed
            ? Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8))
            : Outcome.Chain(Build(slots, options.Rest.AtZ(0), given), invocation.Environment);
    }

    private static bool TryTake(byte letter, ReadOnlySpan<byte> valueZ, ref Given given)
    {
        switch (letter)
        {
            case (byte)'D':
            case (byte)'d':
                given.NoTakeover = letter == 'D';
                return true;
            case (byte)'1':
                given.Notifies = true;
                return true;
            case (byte)'U':
                given.TakesVariables = true;
                given.UidZ = default;
                given.GidZ = default;
                given.GroupsZ = default;
                return true;
            case (byte)'i':
                given.DirectoryZ = valueZ;
                given.FileZ = default;
                return true;
            case (byte)'x':
                given.FileZ = valueZ;
                given.DirectoryZ = default;
                return true;
            case (byte)'G':
                given.GroupsZ = valueZ;
                return Accounts.TryParseGroups(valueZ[..^1], out _);
            default:
                return TryTakeNumber(letter, valueZ, ref given);
        }
    }

    private static bool TryTakeNumber(byte letter, ReadOnlySpan<byte> valueZ, ref Given given)
    {
        switch (letter)
        {
            case (byte)'v':
                given.VerbosityZ = valueZ;
                break;
            case (byte)'c':
                given.ClientsZ = valueZ;
                break;
            case (byte)'n':
                given.FdsZ = valueZ;
                break;
            case (byte)'b':
                given.BacklogZ = valueZ;
                break;
            case (byte)'u':
                given.UidZ = valueZ;
                break;
            case (byte)'g':
                given.GidZ = valueZ;
                break;
            case (byte)'t':
                given.TimeoutZ = valueZ;
                break;
            default:
                Assert.That(letter == 'T');
                given.LameDuckZ = valueZ;
                break;
        }
        return Text.TryParse(valueZ[..^1], out uint _);
    }

    private static Arguments Build(Span<nint> slots, ReadOnlySpan<byte> pathZ, scoped in Given given)
    {
        CommandLine line = new(slots);
        line.Add("s6-ipcserver-socketbinder\0"u8);
        line.AddGiven(default, given.NoTakeover ? "-D\0"u8 : default);
        line.AddGiven("-b\0"u8, given.BacklogZ);
        line.Add("--\0"u8);
        line.Add(pathZ);
        if (given.TakesVariables || !given.UidZ.IsEmpty || !given.GidZ.IsEmpty || !given.GroupsZ.IsEmpty)
        {
            line.Add("s6-applyuidgid\0"u8);
            line.AddGiven(default, given.TakesVariables ? "-Uz\0"u8 : default);
            line.AddGiven("-u\0"u8, given.UidZ);
            line.AddGiven("-g\0"u8, given.GidZ);
            line.AddGiven("-G\0"u8, given.GroupsZ);
            line.Add("--\0"u8);
        }
        line.Add("s6-fdholderd\0"u8);
        line.AddGiven(default, given.Notifies ? "-1\0"u8 : default);
        line.AddGiven("-v\0"u8, given.VerbosityZ);
        line.AddGiven("-c\0"u8, given.ClientsZ);
        line.AddGiven("-n\0"u8, given.FdsZ);
        line.AddGiven("-t\0"u8, given.TimeoutZ);
        line.AddGiven("-T\0"u8, given.LameDuckZ);
        line.AddGiven("-i\0"u8, given.DirectoryZ);
        line.AddGiven("-x\0"u8, given.FileZ);
        return line.Finish(default);
    }
}
