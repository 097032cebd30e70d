using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.LinuxUtils;

/// <summary>fstab2s6rc.html: services for s6-rc of the entries of fstab.</summary>
public sealed class FstabServices(ITestOutputHelper output) : Scenario(output)
{
    private const string Usage =
        "fstab2s6rc [ -A | -a ] [ -U | -u ] [ -E | -e ] [ -F fstab ] [ -m mode ] [ -B bundle ] [ -d basedep ] dir";

    /// <summary>An fstab, options, and what is in up and down of the one service.</summary>
    private static readonly (string Fstab, string Options, string Up, string Down)[] s_scripts =
    [
        ("proc /proc proc defaults 0 0\n", "", "s6-mount -t \"proc\" \"proc\" \"/proc\"\n", ""),
        ("a /x ext4 rw,nodev 0 0\n", "", "s6-mount -t \"ext4\" -o \"rw,nodev\" \"a\" \"/x\"\n", ""),
        ("a /x ext4 rw 0 0\n", "-e", "s6-mount -t \"ext4\" -o \"rw\" \"a\" \"/x\"\n", Undo("s6-umount -- \"/x\"")),
        ("a /x ext4 noauto 0 0\n", "-A", "s6-mount -t \"ext4\" \"a\" \"/x\"\n", Undo("s6-umount -- \"/x\"")),
        ("a /x ext4 nofail,ro 0 0\n", "", Undo("s6-mount -t \"ext4\" -o \"ro\" \"a\" \"/x\""), ""),
        ("a /x ext4 user,owner,x-y,users,X-z,, 0 0\n", "", "s6-mount -t \"ext4\" -o \"users,X-z,\" \"a\" \"/x\"\n", ""),
        ("a /x\"\\y ext4 o=\"1\" 0 0\n", "", "s6-mount -t \"ext4\" -o \"o=\\\"1\\\"\" \"a\" \"/x\\\"\\\\y\"\n", ""),
        ("a /x ext4 rw 0 0\n", "-u -e", "mount -t \"ext4\" -o \"rw\" \"a\" \"/x\"\n", Undo("umount -l -- \"/x\"")),
        ("UUID=1-2 /x ext4 defaults 0 0\n", "--with-uuid", "mount -U \"1-2\" -t \"ext4\" \"/x\"\n", ""),
        ("LABEL=l /x ext4 ro 0 0\n", "-u", "mount -L \"l\" -t \"ext4\" -o \"ro\" \"/x\"\n", ""),
        ("PARTUUID=p /x ext4 ro 0 0\n", "-u", "mount -t \"ext4\" -o \"ro\" \"PARTUUID=p\" \"/x\"\n", ""),
        ("/dev/s none swap sw 0 0\n", "--not-essential", "s6-swapon -- \"/dev/s\"\n", Undo("s6-swapoff -- \"/dev/s\"")),
        ("/s none swap pri=3 0 0\n", "-ue", "swapon -o \"pri=3\" \"/s\"\n", Undo("swapoff \"/s\"")),
        ("UUID=s none swap defaults 0 0\n", "-ue", "swapon -U  \"s\"\n", Undo("swapoff -U \"s\"")),
        ("LABEL=s none swap sw 0 0\n", "-ue", "swapon -o \"sw\" -L  \"s\"\n", Undo("swapoff -L \"s\"")),
    ];

    [Theory, Ours, Reference(Needs = "fstab2s6rc")]
    public void Scripts(Suite suite)
    {
        foreach ((string fstab, string options, string up, string down) in s_scripts)
        {
            File.WriteAllText(At("fstab"), fstab);
            CommandResult result = Shell(suite, $"rm -rf out; fstab2s6rc -F fstab {options} out");
            Assert.True(result == new CommandResult(0, "", ""), $"{fstab}{result}");
            string service = Assert.Single(Directory.GetDirectories(At("out")));
            Assert.Equal(up, File.ReadAllText(Path.Combine(service, "up")));
            Assert.Equal(down, File.ReadAllText(Path.Combine(service, "down")));
            Assert.Equal("oneshot\n", File.ReadAllText(Path.Combine(service, "type")));
        }
    }

    [Theory, Ours, Reference(Needs = "fstab2s6rc")]
    public void DependenciesAndBundles(Suite suite)
    {
        const string Fstab = "/dev/a / ext4 rw 0 0\nb /v/l/d xfs rw 0 0\nc /v xfs rw 0 0\nd /v/l xfs noauto 0 0\n"
            + "# e\n\ne /vv xfs rw 0 0\n/f none swap noauto 0 0\n/dev/g none swap sw 0 0\n";
        File.WriteAllText(At("fstab"), Fstab);
        CommandResult result = Shell(suite, "umask 027; fstab2s6rc --fstab=fstab -B all -d base -m 2750 out; stat -c %a out");
        Assert.Equal(new CommandResult(0, "2750\n", ""), result);
        string[] expected =
        [
            "all-mounts/contents.d/mount-v", "all-mounts/contents.d/mount-v:l:d", "all-mounts/contents.d/mount-vv",
            "all-mounts/type", "all-swaps/contents.d/swap-dev:g", "all-swaps/type", "all/contents.d/all-mounts",
            "all/contents.d/all-swaps", "all/type", "mount-v/dependencies.d/base", "mount-v/down", "mount-v/flag-essential",
            "mount-v/type", "mount-v/up", "mount-v:l/dependencies.d/mount-v", "mount-v:l/down", "mount-v:l/type",
            "mount-v:l/up", "mount-v:l:d/dependencies.d/mount-v:l", "mount-v:l:d/down", "mount-v:l:d/flag-essential",
            "mount-v:l:d/type", "mount-v:l:d/up", "mount-vv/dependencies.d/base", "mount-vv/down",
            "mount-vv/flag-essential", "mount-vv/type", "mount-vv/up", "swap-dev:g/dependencies.d/base", "swap-dev:g/down",
            "swap-dev:g/flag-essential", "swap-dev:g/type", "swap-dev:g/up", "swap-f/dependencies.d/base", "swap-f/down",
            "swap-f/type", "swap-f/up",
        ];
        Assert.Equal(string.Join('\n', expected), Files());
        Assert.Equal("bundle\n", File.ReadAllText(At("out/all/type")));
        Assert.Equal("755\n640\n", Shell(suite, "stat -c %a out/mount-v out/mount-v/up").Output);
        result = Shell(suite, "rm -rf out; fstab2s6rc -a -e -F fstab out");
        Assert.Equal(new CommandResult(0, "", ""), result);
        Assert.Contains("mount-v:l:d/dependencies.d/mount-v\nmount-v:l:d/down\nmount-v:l:d/flag-recommended", Files());
        Assert.DoesNotContain("swap-f", Files());
    }

    [Theory, Ours, Reference(Needs = "fstab2s6rc")]
    public void WhatIsWrongLeavesNothing(Suite suite)
    {
        (string Fstab, string Arguments, int Code, string Message)[] cases =
        [
            ("", "", 100, "usage: " + Usage),
            ("", "-x out", 100, "fatal: unrecognized short option: x"),
            ("", "--nothing out", 100, "fatal: unrecognized boolean option: --nothing"),
            ("", "-m 9 out", 100, "usage: " + Usage),
            ("", "-F none out", 111, "fatal: unable to open none: No such file or directory"),
            ("", "-F fstab .", 111, "fatal: . already exists"),
            ("", "-F fstab no/out", 111, "fatal: unable to mkdtemp no/out:XXXXXX: No such file or directory"),
            ("a rel xfs rw 0 0\n", "-F fstab out", 1, "fatal: relative mountpoint in fstab: rel"),
            ("a /x/y xfs rw 0 0\nb /x/y xfs ro 0 0\n", "-F fstab out", 1, "fatal: duplicate mount point: x/y"),
        ];
        foreach ((string fstab, string arguments, int code, string message) in cases)
        {
            File.WriteAllText(At("fstab"), fstab);
            CommandResult result = Shell(suite, $"fstab2s6rc {arguments}");
            Assert.Equal(new CommandResult(code, "", $"fstab2s6rc: {message}\n"), result);
            Assert.Equal("fstab\n", Shell(suite, "ls").Output);
        }
        const string Weird = "fstab2s6rc: warning: weird device found: UUID=u - you may want to run fstab2s6rc -u instead\n";
        File.WriteAllText(At("fstab"), "UUID=u /x xfs rw 0 0\n");
        Assert.Equal(new CommandResult(0, "", Weird), Shell(suite, "fstab2s6rc -F fstab out"));
    }

    /// <summary>docs/DIVERGENCES.md: the reference reads fstab with the getmntent(3) of the libc it was built with.</summary>
    [Theory, Ours]
    public void FstabAsItsPageSays(Suite suite)
    {
        File.WriteAllText(At("fstab"), "a /w\\040x xfs\nb /v/ xfs rw\nc /v/z xfs rw 0 0");
        Assert.Equal(new CommandResult(0, "", ""), Shell(suite, "fstab2s6rc -F fstab out"));
        Assert.Equal("s6-mount -t \"xfs\" \"a\" \"/w x\"\n", File.ReadAllText(At("out/mount-w x/up")));
        Assert.True(File.Exists(At("out/mount-v:z/dependencies.d/mount-v:")));
        File.WriteAllText(At("fstab"), "/s none swap sw 0 0\n/s none swap sw 0 0\n");
        const string Twice = "fstab2s6rc: fatal: duplicate swap device: /s\n";
        Assert.Equal(new CommandResult(1, "", Twice), Shell(suite, "fstab2s6rc -F fstab twice"));
    }

    private static string Undo(string command) => $"foreground {{ {command} }}\nexit 0\n";

    private string Files() => string.Join('\n', Directory
        .GetFiles(At("out"), "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(At("out"), file))
        .Order(System.StringComparer.Ordinal));
}
