using System;
using Sestet.Base;
using Sestet.Cdb.Host;
using Sestet.Cli;
using Sestet.Ipc;
using Sestet.Ipc.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Becomes another program where rules let a client in (s6-ipcserver-access.html).</summary>
internal struct S6IpcserverAccess : ICommand
{
    private enum RulesetKind
    {
        None,
        Directory,
        Database,
    }

    public static ReadOnlySpan<byte> Name => "s6-ipcserver-access"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-ipcserver-access [ -v verbosity ] [ -e | -E ] [ -l localname ] [ -i rulesdir | -x rulesfile ] prog..."u8;

    public static ReadOnlySpan<byte> Options => "v:Eel:i:x:"u8;

    public static ReadOnlySpan<byte> Operands => "r"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog where the client of s6-ipcserverd, whose user and group are in IPCREMOTEEUID and IPCREMOTEEGID, is let
        in by a ruleset, and sets IPCLOCALPATH to the path of the socket. (For IPC: what the variable PROTO says.) The first
        rule there is decides, of uid/self, where the client is the user that this program runs as, uid/NUMBER, gid/self,
        gid/NUMBER, uid/default. A rule that lets in can change the environment, and name another program.

          -i DIR    the ruleset is a directory
          -x FILE   the ruleset is what s6-accessrules-cdb-from-fs has made of one
          -l NAME   what IPCLOCALPATH is set to, whatever the path is
          -E        unset it, and what s6-ipcserverd has set, PROTO included
          -v LEVEL  0: errors only; 1, the default: also who is let in; 2: also who is not

        Exits 1 where the client is not let in; 100 on wrong usage or where a variable is missing; 111 where a system call
        failed or the ruleset is broken; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        uint verbosity = Verbosity.Normal;
        bool describes = true;
        TextReference localName = default;
        bool hasLocalName = false;
        TextReference rulesZ = default;
        RulesetKind kind = RulesetKind.None;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'v':
                    if (!Text.TryParse(options.Value, out verbosity))
                    {
                        return options.UsageError();
                    }
                    break;
                case (byte)'E':
                case (byte)'e':
                    describes = letter == 'e';
                    break;
                case (byte)'l':
                    localName = new TextReference(options.Value);
                    hasLocalName = true;
                    break;
                case (byte)'i':
                case (byte)'x':
                    rulesZ = new TextReference(options.ValueZ);
                    kind = letter == 'i' ? RulesetKind.Directory : RulesetKind.Database;
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        if (options.Rest.Count == 0 || options.Rest[0].IsEmpty)
        {
            return options.UsageError();
        }
        PeerVariables variables = new(invocation.Environment, stackalloc byte[Limits.PathLengthMax]);
        int code = variables.Read(out Account peer);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        scoped EnvironmentEditor environment = new(invocation.Environment);
        code = Check(kind, rulesZ.Text, peer, verbosity, ref environment, out ReadOnlySpan<byte> commandZ);
        if (code == ExitCode.Success)
        {
            code = describes
                ? variables.SetLocalPath(ref environment, localName.Text, hasLocalName)
                : variables.UnsetAll(ref environment);
        }
        return code == ExitCode.Success ? GoOn(options.Rest, environment.Block, commandZ) : Outcome.Exit(code);
    }

    /// <summary>0 where the client is let in.</summary>
    private static int Check(
        RulesetKind kind,
        scoped ReadOnlySpan<byte> rulesZ,
        Account peer,
        uint verbosity,
        ref EnvironmentEditor environment,
        out ReadOnlySpan<byte> commandZ)
    {
        commandZ = default;
        Verdict verdict = Verdict.Allowed;
        if (kind == RulesetKind.None)
        {
            if (verbosity >= Verbosity.Verbose)
            {
                Diagnostics.Warn("invoked without a ruleset!"u8);
            }
        }
        else
        {
            int code = Ask(kind, rulesZ, peer, ref environment, out verdict, out commandZ);
            if (code != ExitCode.Success)
            {
                return code;
            }
        }
        if (verdict != Verdict.Allowed)
        {
            if (verbosity >= Verbosity.Verbose)
            {
                Log("deny pid "u8, peer, verdict == Verdict.Denied ? Errno.EACCES : Errno.ENOENT);
            }
            return ExitCode.Failure;
        }
        if (verbosity > Verbosity.Quiet)
        {
            Log("allow pid "u8, peer, Errno.None);
        }
        return ExitCode.Success;
    }

    private static int Ask(
        RulesetKind kind,
        scoped ReadOnlySpan<byte> rulesZ,
        Account peer,
        ref EnvironmentEditor environment,
        out Verdict verdict,
        out ReadOnlySpan<byte> commandZ)
    {
        verdict = Verdict.None;
        commandZ = default;
        AccessRules rules;
        if (kind == RulesetKind.Database)
        {
            Result<Fd> file = CdbFile.Open(rulesZ);
            if (!file.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, file.Error, "cdb_init "u8, rulesZ[..^1]);
            }
            rules = AccessRules.InDatabase(file.Value);
        }
        else
        {
            rules = AccessRules.InDirectory(new TextReference(rulesZ).Text);
        }
        AccessKeys keys = new(peer.Uid, peer.Gid, Kernel.EffectiveUserId(), Kernel.EffectiveGroupId());
        Errno error = rules.Check(keys, ref environment, out verdict);
        commandZ = new TextReference(rules.CommandZ).Text;
        return error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(
                ExitCode.System, error, "check "u8, kind == RulesetKind.Database ? "cdb"u8 : "fs"u8, " ruleset in "u8, rulesZ[..^1]);
    }

    private static void Log(ReadOnlySpan<byte> what, Account peer, Errno reason)
    {
        PathBuffer line = new(stackalloc byte[Limits.NameLengthMax]);
        line.Append(what);
        line.Append((ulong)Kernel.CurrentProcess().Value);
        line.Append(" uid "u8);
        line.Append(peer.Uid);
        line.Append(" gid "u8);
        line.Append(peer.Gid);
        Diagnostics.Info(reason, line.Text);
    }

    /// <summary>The program, or the command line that the rule has in its place.</summary>
    private static Outcome GoOn(Arguments program, EnvironmentBlock environment, ReadOnlySpan<byte> commandZ)
    {
        if (commandZ.IsEmpty)
        {
            return Outcome.Chain(program, environment);
        }
        const int WordCount = 3;
        Errno error = ChainMemory.TryAllocateArray(WordCount + 1, out Span<nint> slots);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "exec "u8, "execlineb"u8));
        }
        ArgumentList words = new(slots);
        words.Add("execlineb\0"u8);
        words.Add("-Pc\0"u8);
        words.Add(commandZ);
        return Outcome.Chain(words.Arguments, environment);
    }
}
