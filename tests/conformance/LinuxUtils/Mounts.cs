using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.LinuxUtils;

/// <summary>
/// s6-mount.html, s6-umount.html, s6-swapon.html, s6-swapoff.html, s6-chroot.html, s6-pivotchroot.html, s6-hostname.html,
/// s6-freeramdisk.html: in namespaces of their own, so that the machine stays as it is.
/// </summary>
public sealed class Mounts(ITestOutputHelper output) : Scenario(output)
{
    private const string MountUsage = "s6-mount [ -a ] [ -z fstab ] | "
        + "s6-mount [ -n ] [ -t type ] [ -o option[,option...] ]... device mountpoint";

    /// <summary>Options, and the options that /proc/mounts then shows of a tmpfs.</summary>
    private static readonly (string Options, string Shown)[] s_options =
    [
        ("", "rw,relatime"), ("-o defaults", "rw,relatime"), ("-r", "ro,relatime"), ("-rw", "rw,relatime"), ("-n", "rw,relatime"),
        ("-o ro,nosuid,nodev,noexec", "ro,nosuid,nodev,noexec,relatime"),
        ("-o ro,nosuid,nodev,noexec -o rw,suid,dev,exec", "rw,relatime"),
        ("-o ro,nosuid,nodev,noexec,sync,defaults", "rw,relatime"),
        ("-o sync", "rw,sync,relatime"), ("-o sync,async", "rw,relatime"),
        ("-o noatime", "rw,noatime"), ("-o noatime,atime", "rw,relatime"),
        ("-o nodiratime", "rw,nodiratime,relatime"), ("-o nodiratime,diratime", "rw,relatime"),
        ("-o strictatime", "rw"), ("-o strictatime,nostrictatime", "rw,relatime"),
        ("-o dirsync", "rw,dirsync,relatime"), ("-o dirsync,nodirsync", "rw,relatime"),
        ("-o nosymfollow", "rw,relatime,nosymfollow"), ("-o nosymfollow,symfollow", "rw,relatime"),
        ("-o lazytime", "rw,lazytime,relatime"), ("-o lazytime,nolazytime", "rw,relatime"),
        ("-o bind,nobind,move,nomove,silent,loud,mandlock,nomandlock", "rw,relatime"),
        ("-o size=8k,mode=700 -o noexec", "rw,noexec,relatime,size=8k,mode=700"),
        ("-o ,size=8k,", "rw,relatime,size=8k"),
    ];

    [RootTheory, Ours, Reference(Needs = "s6-mount")]
    public void Options(Suite suite)
    {
        Directory.CreateDirectory(At("m"));
        foreach ((string options, string shown) in s_options)
        {
            CommandResult result = Isolated(suite, $"s6-mount -t tmpfs {options} source m; {Show("m")}; s6-umount m; {Show("m")}");
            Assert.Equal(new CommandResult(0, $"source tmpfs {shown}\n", ""), result);
        }
    }

    [RootTheory, Ours, Reference(Needs = "s6-mount")]
    public void BindingsMovesAndRemounts(Suite suite)
    {
        string script = $"""
            mkdir a b c d
            s6-mount -t tmpfs source a
            echo one > a/file
            s6-mount -o bind a b; cat b/file
            s6-mount -o remount,bind,ro none b; {Show("b")}
            s6-mount -o move b c; ls b; cat c/file; {Show("c")}
            s6-mount -o remount,size=16k none a; {Show("a")}
            s6-mount -o shared none a; grep -c ' {At("a")} .* shared:' /proc/self/mountinfo
            s6-mount -o private none a; grep -c ' {At("a")} .* shared:' /proc/self/mountinfo
            s6-umount c; s6-umount a; ls a c
            """;
        string ro = "source tmpfs ro,relatime";
        CommandResult expected = new(
            0, $"one\n{ro}\none\n{ro}\nsource tmpfs rw,relatime,size=16k\n1\n0\na:\n\nc:\n", "");
        Assert.Equal(expected, Isolated(suite, script));
    }

    [RootTheory, Ours, Reference(Needs = "s6-mount")]
    public void AllOfFstab(Suite suite)
    {
        File.WriteAllText(At("fstab"), $"# all\n\none {At("m")} tmpfs size=8k,nodev 0 0\ntwo {At("none")} tmpfs defaults 0 0\n"
            + $"three {At("n")} nosuchfs ro 0 0\n");
        string missing = $"s6-mount: warning: unable to mount two on {At("none")}: No such file or directory\n"
            + $"s6-mount: warning: unable to mount three on {At("n")}: No such device\n";
        const string Mounted = "one tmpfs rw,nodev,relatime,size=8k\n";
        CommandResult result = Isolated(suite, $"mkdir m n; s6-mount -a -z fstab; echo $?; {Show("m")}");
        Assert.Equal(new CommandResult(0, "2\n" + Mounted, missing), result);
        result = Isolated(suite, $"mount --bind fstab /etc/fstab; s6-mount -a; echo $?; {Show("m")}");
        Assert.Equal(new CommandResult(0, "2\n" + Mounted, missing), result);
    }

    [RootTheory, Ours, Reference(Needs = "s6-umount")]
    public void AllOfProcMountsAndProcSwaps(Suite suite)
    {
        string script = """
            mkdir m; mount -t tmpfs a m; mkdir m/in; mount -t tmpfs b m/in; mount -t tmpfs c /proc
            printf "a $PWD/m tmpfs rw 0 0\nb $PWD/m/in tmpfs rw 0 0\nc $PWD/none tmpfs rw 0 0\n" > /proc/mounts
            s6-umount -a; echo $?; ls m
            printf 'Filename\n/no/swap partition 1 0 -2\n' > /proc/swaps
            s6-swapoff -a; echo $?
            s6-swapoff --all; echo $?
            echo x > /proc/mounts; s6-umount --all; echo $?
            rm /proc/mounts /proc/swaps; s6-umount -a; echo $?; s6-swapoff -a; echo $?
            """;
        string noSwap = "s6-swapoff: warning: unable to swapoff /no/swap: No such file or directory\n";
        string errors = $"s6-umount: warning: unable to umount {At("none")}: No such file or directory\n" + noSwap + noSwap
            + "s6-umount: fatal: bad /proc/mounts format\n"
            + "s6-umount: fatal: unable to open /proc/mounts: No such file or directory\n"
            + "s6-swapoff: fatal: unable to open_readb /proc/swaps: No such file or directory\n";
        Assert.Equal(new CommandResult(0, "1\n1\n1\n111\n111\n111\n", errors), Isolated(suite, script));
    }

    [RootTheory, Ours, Reference(Needs = "s6-swapon")]
    public void SwapOfFstab(Suite suite)
    {
        File.WriteAllText(At("fstab"), "/no/a none swap sw 0 0\n/no/b /x ext4 rw 0 0\n/no/c none swap pri=1 0 0\n");
        const string Errors = "s6-swapon: warning: unable to swapon /no/a: No such file or directory\n"
            + "s6-swapon: warning: unable to swapon /no/c: No such file or directory\n";
        Assert.Equal(new CommandResult(2, "", Errors), Isolated(suite, "mount --bind fstab /etc/fstab; s6-swapon -a"));
    }

    [RootTheory, Ours, Reference(Needs = "s6-mount")]
    public void Errors(Suite suite)
    {
        (string Command, int Code, string Message)[] cases =
        [
            ("s6-mount -x", 100, "usage: " + MountUsage),
            ("s6-mount a", 100, "usage: " + MountUsage),
            ("s6-mount -a -z none", 111, "fatal: unable to open none: No such file or directory"),
            ("s6-mount -t nosuchfs a .", 111, "fatal: unable to mount a on .: No such device"),
            ("s6-mount -t tmpfs a none", 111, "fatal: unable to mount a on none: No such file or directory"),
            ("s6-umount", 100, "usage: s6-umount [ -a ] [ mountpoint ]"),
            ("s6-umount none", 111, "fatal: unable to unmount none: No such file or directory"),
            ("s6-umount -x", 100, "fatal: unrecognized short option: x"),
            ("s6-swapon", 100, "usage: s6-swapon [ -a ] [ device ]"),
            ("s6-swapon -- -a", 111, "fatal: unable to swapon -a: No such file or directory"),
            ("s6-swapon --no", 100, "fatal: unrecognized boolean option: --no"),
            ("s6-swapoff", 100, "usage: s6-swapoff [ -a ] [ device ]"),
            ("s6-swapoff none", 111, "fatal: unable to swapoff none: No such file or directory"),
            ("s6-freeramdisk", 100, "usage: s6-freeramdisk ramdisk_device"),
            ("s6-freeramdisk none", 111, "fatal: unable to open none in read-write mode: No such file or directory"),
            ("s6-freeramdisk /dev/null", 111, "fatal: unable to ioctl /dev/null: Not a tty"),
            ("s6-chroot .", 100, "usage: s6-chroot dir prog..."),
            ("s6-chroot none true", 111, "fatal: unable to chdir to none: No such file or directory"),
            ("s6-chroot . /bin/true", 127, "fatal: unable to exec /bin/true: No such file or directory"),
            ("s6-pivotchroot a b", 100, "usage: s6-pivotchroot old-place-for-new-root new-place-for-old-root prog..."),
            ("s6-pivotchroot none b c", 111, "fatal: unable to chdir to none: No such file or directory"),
            ("s6-pivotchroot . none c", 111, "fatal: unable to pivot_root: No such file or directory"),
            ("s6-hostname >/dev/full", 111, "fatal: unable to write to stdout: No space left on device"),
            ("s6-hostname $(printf %065d 0)", 111, "fatal: unable to set hostname: Invalid argument"),
        ];
        foreach ((string command, int code, string message) in cases)
        {
            string name = command.Split(' ')[0];
            Assert.Equal(new CommandResult(code, "", $"{name}: {message}\n"), Isolated(suite, command));
        }
    }

    [RootTheory, Ours, Reference(Needs = "s6-hostname")]
    public void Names(Suite suite)
    {
        string script = "for name in a.b -h -- ''; do s6-hostname \"$name\"; s6-hostname; done; s6-hostname x y; s6-hostname";
        Assert.Equal(new CommandResult(0, "a.b\n-h\n--\n\nx\n", ""), Isolated(suite, script));
    }

    [RootTheory, Ours, Reference(Needs = "s6-pivotchroot")]
    public void Roots(Suite suite)
    {
        // A static program to run there: another of the suite, by the name it goes by.
        string program = suite.Find("s6-hostname");
        string script = $"""
            mkdir -p new; mount -t tmpfs n new; mkdir new/bin new/old
            cp -L {program} new/bin/s6-hostname
            s6-hostname inside
            s6-chroot new /bin/s6-hostname
            PATH=/bin {suite.Find("s6-chroot")} new s6-hostname
            s6-pivotchroot new old /bin/s6-hostname
            """;
        Assert.Equal(new CommandResult(0, "inside\ninside\ninside\n", ""), Isolated(suite, script));
    }

    /// <summary>Runs a script where mounts, the host name and swap files' names are its own.</summary>
    private CommandResult Isolated(Suite suite, string script)
    {
        File.WriteAllText(At("script"), script);
        return Shell(suite, "exec unshare --mount --uts sh script");
    }

    /// <summary>A command that prints the source, type and options of what is mounted on a directory here.</summary>
    private string Show(string name) =>
        $"awk '$2 == \"{At(name)}\" {{ print $1, $3, $4 }}' /proc/mounts | sed 's/,inode64//'";
}
