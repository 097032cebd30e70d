using System;
using System.IO;
using Sestet.Conformance.Harness;

namespace Sestet.Conformance.Init;

/// <summary>
/// A machine of its own: PID, mount, UTS and IPC namespaces, and a root on a new tmpfs with nothing of the real file systems in
/// sight. That matters: what goes down makes file systems read-only, which no mount namespace keeps from those that share them.
/// </summary>
public sealed class InitRoot(Scenario scenario, Suite maker, Suite suite)
{
    /// <summary>What the machine's process 1 finds; before it executes init it looks whether it is alone.</summary>
    private const string Script = """
        R="$PWD/root"; mkdir "$R"; mount -t tmpfs -o mode=755 initroot "$R"
        mkdir -p "$R/bin" "$R/dev" "$R/proc" "$R/run" "$R/tmp" "$R/old" "$R/etc" "$R/skel" "$R/suite" "$R/var/log" "$R/var/run"
        for f in sh umount
        do
          p=$(command -v $f); cp -L "$p" "$R/bin/"
          for l in $(ldd "$p" | grep -o '/[^ )]*'); do mkdir -p "$R${l%/*}"; cp -L "$l" "$R$l"; done
        done
        cp /etc/passwd /etc/group "$R/etc/"; cp skel/* "$R/skel/"; : > "$R/var/log/wtmp"
        cp -L OURS "$R/suite/sestet"
        for d in REFERENCE; do mkdir -p "$R$d"; cp -L "$d"/* "$R$d/"; done
        mknod "$R/dev/null" c 1 3; mknod "$R/dev/zero" c 1 5; chmod 666 "$R/dev/null" "$R/dev/zero"; mkfifo "$R/dev/console"
        exec 9<> "$R/dev/console"
        cat "$R/dev/console" 9>&- & console=$!
        unshare --pid --fork --mount --uts --ipc --kill-child /bin/sh -c '
          set -e
          cd "$1"; shift
          mount -t proc proc proc
          pivot_root . old; cd /; exec 9>&-
          /bin/umount -l /old
          while read -r device point type rest
          do
            case "$type:$point" in tmpfs:/ | proc:/proc) ;; *) echo "not alone: $point" >&2; exit 99 ;; esac
          done < /proc/mounts
          /suite/sestet install /suite
          PATH="MAKER_PATH" s6-linux-init-maker -c /base -p "SUITE_PATH:/bin" -f /skel -q 100 OPTIONS /base
          BEFORE
          export PATH="SUITE_PATH:/bin"
          exec /base/bin/init "$@"' sh "$R" ARGUMENTS >&2
        code=$?
        exec 9>&-; wait $console
        cat "$R/var/log/wtmp" > wtmp
        exit $code
        """;

    private const string FromRoot = "#!/bin/sh\n";

    /// <summary>Options of s6-linux-init-maker.</summary>
    public string Options { get; init; } = "";

    /// <summary>Words for init.</summary>
    public string Arguments { get; init; } = "";

    /// <summary>What is done in the root before init is executed.</summary>
    public string Before { get; init; } = ":";

    /// <summary>A line for rc.init: it waits until a service is ready. The reference's s6-svwait would need its libexec.</summary>
    public static string Until(string service) =>
        $"until test \"$(s6-svstat -o ready /run/service/{service} 2> /dev/null)\" = true; do :; done\n";

    /// <summary>
    /// Boots, with that rc.init, which is to end the machine: how process 1 ended, what the console has read, and what process 1
    /// was given for standard error. The other scripts tell the console that they run.
    /// </summary>
    public CommandResult Boot(string init)
    {
        string skeleton = scenario.At("skel");
        Directory.CreateDirectory(skeleton);
        File.WriteAllText(Path.Combine(skeleton, "rc.init"), FromRoot
            + Until("s6-linux-init-shutdownd") + init + "\n");
        File.WriteAllText(Path.Combine(skeleton, "rc.shutdown"), FromRoot + "echo \"shutdown $#\" > /dev/console\n");
        File.WriteAllText(Path.Combine(skeleton, "rc.shutdown.final"), FromRoot + "echo \"final $#\" > /dev/console\n");
        File.WriteAllText(Path.Combine(skeleton, "runlevel"), FromRoot
            + "echo \"runlevel $*\" > /dev/console\ntest \"$1\" != 5 || exit 7\n");
        string script = Script
            .Replace("OURS", Suite.Ours.Find("s6-log"), StringComparison.Ordinal)
            .Replace("REFERENCE", string.Join(' ', OfReference()), StringComparison.Ordinal)
            .Replace("MAKER_PATH", PathOf(maker), StringComparison.Ordinal)
            .Replace("SUITE_PATH", PathOf(suite), StringComparison.Ordinal)
            .Replace("OPTIONS", Options, StringComparison.Ordinal)
            .Replace("BEFORE", Before, StringComparison.Ordinal)
            .Replace("ARGUMENTS", Arguments, StringComparison.Ordinal);
        File.WriteAllText(scenario.At("machine"), script);
        return scenario.Shell(Suite.Ours, "exec unshare --mount /bin/sh machine");
    }

    private string[] OfReference() => maker.IsOurs && suite.IsOurs ? [] : [.. Suite.Reference.Directories];

    private static string PathOf(Suite of) => of.IsOurs ? "/suite" : string.Join(':', of.Directories);
}
