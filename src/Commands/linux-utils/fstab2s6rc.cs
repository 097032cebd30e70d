using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Machine.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes s6-rc services of the entries of fstab (fstab2s6rc.html).</summary>
internal struct Fstab2s6rc : ICommand
{
    private const uint ModeDefault = 0x1ed;         // 0755
    private const uint ModeMax = 0xfff;             // 07777

    private struct Request
    {
        public bool SkipsNoauto;
        public FstabScripts Scripts;
        public uint Mode;
        public TextReference FstabZ;
    }

    public static ReadOnlySpan<byte> Name => "fstab2s6rc"u8;

    public static ReadOnlySpan<byte> Usage =>
        "fstab2s6rc [ -A | -a ] [ -U | -u ] [ -E | -e ] [ -F fstab ] [ -m mode ] [ -B bundle ] [ -d basedep ] dir"u8;

    public static ReadOnlySpan<byte> Options => "AaUuEeF:m:B:d:"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "include-noauto=A exclude-noauto=a without-uuid=U with-uuid=u essential=E not-essential=e "u8
        + "fstab=F mode=m bundle=B base-dependency=d"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes the directory dir, which must not exist, with a service definition for s6-rc-compile for every entry of
        /etc/fstab but the root: mount-var:log mounts /var/log, and depends on mount-var if there is one; swap-dev:sda2 is
        swap on /dev/sda2.

          -F, --fstab=FILE            a file in place of /etc/fstab
          -m, --mode=MODE             the mode of dir, octal, 0755 by default
          -B, --bundle=NAME           also bundles NAME-mounts, NAME-swaps, and NAME of both; noauto entries are in none
          -d, --base-dependency=NAME  what depends on no mount depends on that service
          -A, --include-noauto        services for entries marked noauto, too (the default)
          -a, --exclude-noauto        none for those
          -U, --without-uuid          the services run s6-mount, s6-swapon ... (the default)
          -u, --with-uuid             they run mount, swapon ..., which know UUID= and LABEL=
          -E, --essential             they are marked essential, and not undone (the default)
          -e, --not-essential         they are marked recommended, and are undone when they are stopped

        Exits 0; 1 for an invalid fstab; 100 on wrong usage; 111 where a system call failed. Then there is no dir.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = new() { Mode = ModeDefault, FstabZ = new TextReference(MountFile.FstabZ) };
        request.Scripts.IsEssential = true;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (!TryApply(letter, options.ValueZ, ref request))
            {
                return options.UsageError();
            }
        }
        return options.Rest.Count == 0 ? options.UsageError() : Outcome.Exit(Convert(request, options.Rest.AtZ(0)));
    }

    private static bool TryApply(byte letter, ReadOnlySpan<byte> valueZ, scoped ref Request request)
    {
        switch (letter)
        {
            case (byte)'A':
            case (byte)'a':
                request.SkipsNoauto = letter == 'a';
                return true;
            case (byte)'U':
            case (byte)'u':
                request.Scripts.KnowsLabels = letter == 'u';
                return true;
            case (byte)'E':
            case (byte)'e':
                request.Scripts.IsEssential = letter == 'E';
                return true;
            case (byte)'F':
                request.FstabZ = new TextReference(valueZ);
                return !valueZ.IsEmpty;
            case (byte)'m':
                return TryParseMode(valueZ, out request.Mode);
            case (byte)'B':
                request.Scripts.BundleZ = new TextReference(valueZ);
                request.Scripts.HasBundle = true;
                return !valueZ.IsEmpty;
            default:
                Assert.That(letter == 'd');
                request.Scripts.BaseZ = new TextReference(valueZ);
                request.Scripts.HasBase = true;
                return !valueZ.IsEmpty;
        }
    }

    private static bool TryParseMode(ReadOnlySpan<byte> textZ, out uint mode)
    {
        mode = 0;
        if (textZ.Length <= 1)
        {
            return false;
        }
        foreach (byte digit in textZ[..^1])
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }
            mode = mode * 8 + (uint)(digit - '0');
            if (mode > ModeMax)
            {
                return false;
            }
        }
        return true;
    }

    private static int Convert(in Request request, ReadOnlySpan<byte> directoryZ)
    {
        ServiceDefinitions definitions = new(directoryZ, stackalloc byte[Limits.PathLengthMax]);
        definitions.Begin();
        if (definitions.Code != ExitCode.Success)
        {
            return definitions.Code;
        }
        FstabReader reader = new() { SkipsNoauto = request.SkipsNoauto, KnowsLabels = request.Scripts.KnowsLabels };
        int code = reader.Read(request.FstabZ.Text);
        if (code != ExitCode.Success)
        {
            definitions.Abandon();
            return code;
        }
        request.Scripts.Write(reader.Services, reader.Pool, ref definitions);
        return definitions.End(request.Mode);
    }
}
