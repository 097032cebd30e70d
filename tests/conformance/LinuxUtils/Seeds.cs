using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.LinuxUtils;

/// <summary>rngseed.html: a seed that goes from one boot to the next. Seeds given here are never credited with entropy.</summary>
public sealed class Seeds(ITestOutputHelper output) : Scenario(output)
{
    private const string Usage = "rngseed [ -d seeddir ] [ -v verbosity ] [ -r | -R ] [ -n | -N ] [ -w | -W ]";
    private const string Reading = "rngseed: info: reading seed from d/seed\n";
    private const string Waiting = "rngseed: info: waiting for the entropy pool to initialize\n";
    private const string Making = "rngseed: info: reading 256 bits of random to make the seed\n";
    private const string Writing = "rngseed: info: writing seed to d/seed\n";
    private const string Unmarked = "rngseed: warning: d/seed was not marked as creditable\n";

    /// <summary>What is there before ("": nothing), options, exit code, messages, mode and size afterwards.</summary>
    private static readonly (string Before, string Options, int Code, string Error, string After)[] s_cases =
    [
        ("", "", 0, "", ""),
        ("", "-v 2", 0, Waiting, ""),
        ("", "-v2 -n", 0, "", ""),
        ("", "-nN -v 3", 0, Waiting, ""),
        ("", "-x", 100, $"rngseed: usage: {Usage}\n", ""),
        ("", "-v x", 100, $"rngseed: usage: {Usage}\n", ""),
        ("", "-w", 0, "", "400 32\n"),
        ("", "-w -v2", 0, Waiting + Making + Writing, "400 32\n"),
        ("", "-wn -v2", 0, Making + Writing, "400 32\n"),
        ("", "-W", 0, "", "600 32\n"),
        ("", "-wW", 0, "", "600 32\n"),
        ("", "-Ww", 0, "", "400 32\n"),
        ("600", "-w", 0, "", "400 32\n"),
        ("400", "-W", 0, "", "600 32\n"),
        ("", "-r", 111, "rngseed: fatal: unable to open d/seed: No such file or directory\n", ""),
        ("", "-rw", 111, "rngseed: fatal: unable to open d/seed: No such file or directory\n", ""),
        ("600", "-r", 0, Unmarked, ""),
        ("640", "-r -v 0", 0, "", ""),
        ("600", "-rn -v2", 0, Reading + Unmarked + "rngseed: info: seeding with 32 bits without crediting\n", ""),
        ("400", "-R -v2", 0, Reading + "rngseed: info: seeding with 32 bits without crediting\n" + Waiting, ""),
        ("400", "-rR -n -v2", 0, Reading + "rngseed: info: seeding with 32 bits without crediting\n", ""),
        ("600", "-Rw", 0, "", "400 32\n"),
    ];

    [RootTheory, Ours, Reference(Needs = "rngseed")]
    public void EveryOption(Suite suite)
    {
        foreach ((string before, string options, int code, string error, string after) in s_cases)
        {
            string make = before.Length == 0 ? "" : $"printf seed > d/seed; chmod {before} d/seed;";
            string script = $"rm -rf d; mkdir d; {make} rngseed -d d {options}; code=$?; cd d; "
                + "[ -z \"$(ls)\" ] || stat -c '%a %s' *; exit $code";
            CommandResult result = Shell(suite, script);
            // The reference keeps the mode of a seed that was there, so that -W leaves it marked as creditable.
            string mode = before == "400" && options == "-W" ? suite.Diverges(after, "400 32\n") : after;
            Assert.True(new CommandResult(code, mode, error) == result, $"{before} {options}: {result}");
        }
    }

    [RootTheory, Ours, Reference(Needs = "rngseed")]
    public void OddFiles(Suite suite)
    {
        Directory.CreateDirectory(At("d"));
        File.WriteAllText(At("d/seed"), "");
        Assert.Equal(new CommandResult(100, "", "rngseed: fatal: empty d/seed\n"), Run(suite, "rngseed", "-d", "d", "-r"));
        // More than the kernel takes at once is left out.
        File.WriteAllText(At("d/seed"), new string('x', 1000));
        const string Much = Reading + "rngseed: info: seeding with 4096 bits without crediting\n";
        Assert.Equal(new CommandResult(0, "", Much), Run(suite, "rngseed", "-d", "d", "-R", "-n", "-v2"));
        Directory.CreateDirectory(At("d/seed"));
        Assert.Equal(
            new CommandResult(111, "", "rngseed: fatal: unable to read from d/seed: Is a directory\n"),
            Run(suite, "rngseed", "-d", "d", "-r"));
        Assert.Equal(
            new CommandResult(111, "", "rngseed: fatal: unable to write to d/seed: Is a directory\n"),
            Run(suite, "rngseed", "-d", "d", "-w"));
        string missing = "rngseed -d new/dir -w; stat -c %a new new/dir new/dir/seed; ls new/dir";
        Assert.Equal(new CommandResult(0, "755\n700\n400\nseed\n", ""), Shell(suite, $"umask 022; {missing}"));
    }

    /// <summary>
    /// The power may fail between any two calls: what must be on the disk before another thing happens is told to it before.
    /// </summary>
    [TraceTheory, Ours]
    public void NothingIsCountedTwiceOrTorn(Suite suite)
    {
        string script = """
            rngseed -d d -w; printf seed > d/seed; : > d/seed.new
            strace -o trace -e trace=unlinkat,fsync,ioctl,write,fchmod,renameat rngseed -d d -Rw
            sed -n 's/^\([a-z]*\)(.*/\1/p' trace
            """;
        const string Calls = "unlinkat\nfsync\nioctl\nunlinkat\nwrite\nfchmod\nfsync\nrenameat\nfsync\n";
        Assert.Equal(new CommandResult(0, Calls, ""), Shell(suite, script));
    }
}
