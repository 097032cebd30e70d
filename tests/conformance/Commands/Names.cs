using System;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Commands;

/// <summary>No command of the reference's packages is missing here.</summary>
public sealed class Names(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>s6 2.15.1.0 (with its aliases), execline 2.9.9.2, s6-portable-utils 2.3.1.2, s6-linux-utils 2.6.4.2.</summary>
    private const string Known = """
        s6-accessrules-cdb-from-fs s6-accessrules-fs-from-cdb s6-alias s6-alias-chpst s6-alias-sv s6-applyuidgid
        s6-background-watch s6-cleanfifodir s6-connlimit s6-envdir s6-envuidgid s6-fdholder-daemon s6-fdholder-delete
        s6-fdholder-getdump s6-fdholder-list s6-fdholder-retrieve s6-fdholder-setdump s6-fdholder-store
        s6-fdholder-transferdump s6-fdholderd s6-fghack s6-ftrig-listen s6-ftrig-listen1 s6-ftrig-notify s6-ftrig-wait
        s6-instance-control s6-instance-create s6-instance-delete s6-instance-list s6-instance-maker s6-instance-status
        s6-ioconnect s6-ipcclient s6-ipcserver s6-ipcserver-access s6-ipcserver-socketbinder s6-ipcserverd s6-log s6-mkfifodir
        s6-notify-fd-from-socket s6-notify-socket-from-fd s6-notifyoncheck s6-permafailon s6-setlock s6-setsid s6-setuidgid
        s6-socklog s6-softlimit s6-sudo s6-sudoc s6-sudod s6-supervise s6-svc s6-svdt s6-svdt-clear s6-svlink s6-svlisten
        s6-svlisten1 s6-svok s6-svperms s6-svscan s6-svscanboot s6-svscanctl s6-svstat s6-svunlink s6-svwait s6-tai64n
        s6-tai64nlocal s6-usertree-maker ucspilogd
        background backtick case cd define dollarat elgetopt elgetpositionals elglob eltest emptyenv envfile exec execline-cd
        execline-umask execlineb exit export export-array fdblock fdclose fdmove fdreserve fdswap forbacktickx foreground
        forstdin forx getcwd getpid heredoc homeof if ifelse ifte ifthenelse importas loopwhilex multidefine multisubstitute
        pipeline piperw posix-cd posix-umask redirfd runblock shift trap tryexec umask unexport wait withstdinas
        s6-basename s6-cat s6-chmod s6-chown s6-clock s6-cut s6-dirname s6-dumpenv s6-echo s6-env s6-expr s6-false
        s6-format-filter s6-grep s6-head s6-hiercopy s6-linkname s6-ln s6-ls s6-maximumtime s6-mkdir s6-mkfifo s6-nice s6-nuke
        s6-pause s6-printenv s6-quote s6-quote-filter s6-rename s6-rmrf s6-seq s6-sleep s6-sort s6-sync s6-tai64ndiff s6-tail
        s6-touch s6-true s6-uniquename s6-unquote s6-unquote-filter s6-update-symlinks seekablepipe
        fstab2s6rc rngseed s6-chroot s6-freeramdisk s6-hostname s6-logwatch s6-mount s6-pivotchroot s6-ps s6-swapoff s6-swapon
        s6-umount
        """;

    /// <summary>Helpers of Debian's older packages, which are no commands since.</summary>
    private static readonly string[] s_gone = ["s6-ftrigrd", "s6lockd"];

    [Theory, Ours]
    public void EveryKnownCommand(Suite suite)
    {
        string[] missing = [.. Known.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(name => !suite.Has(name))];
        Assert.True(missing.Length == 0, $"missing: {string.Join(' ', missing)}");
    }

    /// <summary>What Debian's packages have, where they are installed.</summary>
    [Theory, Ours]
    public void EveryInstalledCommand(Suite suite)
    {
        CommandResult result = Shell(suite, """
            for i in s6 execline s6-portable-utils s6-linux-utils; do dpkg -L $i 2>/dev/null; done | sed -n 's,^/usr/bin/,,p;s,^/bin/,,p'
            """);
        string[] missing = [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(name => !suite.Has(name) && !s_gone.Contains(name))];
        Assert.True(missing.Length == 0, $"missing: {string.Join(' ', missing)}");
    }

    /// <summary>What REFERENCE_SUITE has, unless that is the directory of all of a system's programs: of these packages, and no links.</summary>
    [Theory, Ours]
    public void EveryCommandOfTheReference(Suite suite)
    {
        string[] missing = [.. Suite.Reference.Directories.Where(directory => directory is not ("/usr/bin" or "/bin"))
            .SelectMany(Directory.EnumerateFiles)
            .Where(file => File.ResolveLinkTarget(file, returnFinalTarget: false) == null)
            .Select(file => Path.GetFileName(file))
            .Where(name => !suite.Has(name))];
        Assert.True(missing.Length == 0, $"missing: {string.Join(' ', missing)}");
    }
}
