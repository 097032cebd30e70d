using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.LinuxUtils;
using Sestet.LinuxUtils.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Mounts a file system, or all of /etc/fstab (s6-mount.html).</summary>
internal struct S6Mount : ICommand
{
    private struct Request
    {
        public bool All;
        public TextReference TypeZ;
        public TextReference FstabZ;
    }

    public static ReadOnlySpan<byte> Name => "s6-mount"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-mount [ -a ] [ -z fstab ] | s6-mount [ -n ] [ -t type ] [ -o option[,option...] ]... device mountpoint"u8;

    public static ReadOnlySpan<byte> Options => "nz:arwt:o:"u8;

    public static ReadOnlySpan<byte> Help => """
        Mounts device on mountpoint; without any operand, prints /proc/mounts.

          -a  mount every entry of /etc/fstab instead
          -z  a file in place of /etc/fstab
          -t  the type of the file system
          -r  the same as -o ro
          -w  the same as -o rw
          -o  options with commas between them:
                rw ro  suid nosuid  dev nodev  exec noexec  async sync  atime noatime  diratime nodiratime
                relatime norelatime  strictatime nostrictatime  lazytime nolazytime  dirsync nodirsync
                mandlock nomandlock  symfollow nosymfollow  silent loud  bind nobind  move nomove  remount
                shared private slave unbindable  defaults (suid, dev, exec, async, rw)
              Others are handed to the file system.
          -n  nothing

        Exits 0; 1 where the mount point is busy; with -a, the number of entries that could not be mounted, 255 at most;
        100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = new() { TypeZ = new TextReference("none\0"u8), FstabZ = new TextReference(MountFile.FstabZ) };
        MountOptions mount = new(stackalloc byte[Limits.MountDataLength]);
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'n':
                    break;
                case (byte)'a':
                    request.All = true;
                    break;
                case (byte)'z':
                    request.FstabZ = new TextReference(options.ValueZ);
                    break;
                case (byte)'t':
                    request.TypeZ = new TextReference(options.ValueZ);
                    break;
                case (byte)'r':
                    mount.Apply("ro"u8);
                    break;
                case (byte)'w':
                    mount.Apply("rw"u8);
                    break;
                case (byte)'o':
                    mount.Apply(options.Value);
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        Arguments words = options.Rest;
        if (request.All)
        {
            return Outcome.Exit(MountAll(request.FstabZ.Text));
        }
        if (words.Count == 0)
        {
            return Outcome.Exit(Print());
        }
        return words.Count == 1 ? options.UsageError() : Outcome.Exit(MountOne(words, request.TypeZ.Text, mount));
    }

    private static int MountOne(Arguments words, ReadOnlySpan<byte> typeZ, scoped in MountOptions mount)
    {
        if (mount.Overflowed)
        {
            return Diagnostics.Unable(ExitCode.System, Errno.E2BIG, "build data string"u8);
        }
        Errno error = Kernel.Mount(words.AtZ(0), words.AtZ(1), typeZ, mount.Flags, mount.DataZ);
        if (error.IsNone)
        {
            return ExitCode.Success;
        }
        int code = error == Errno.EBUSY ? ExitCode.Failure : ExitCode.System;
        return Diagnostics.Unable(code, error, "mount "u8, words[0], " on "u8, words[1]);
    }

    private static int MountAll(ReadOnlySpan<byte> fstabZ)
    {
        Errno error = MountFile.TryRead(fstabZ, out TextPool text);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "open "u8, fstabZ[..^1]);
        }
        MountOptions mount = new(stackalloc byte[Limits.MountDataLength]);
        MountTable table = new(text.Text);
        int failures = 0;
        while (table.NextLine())
        {
            ReadOnlySpan<byte> deviceZ = table.NextZ();
            ReadOnlySpan<byte> pointZ = table.NextZ();
            ReadOnlySpan<byte> typeZ = table.NextZ();
            mount.Clear();
            mount.Apply(table.NextZ()[..^1]);
            error = mount.Overflowed ? Errno.E2BIG : Kernel.Mount(deviceZ, pointZ, typeZ, mount.Flags, mount.DataZ);
            if (error.Failed)
            {
                failures++;
                Diagnostics.WarnUnable(error, "mount "u8, deviceZ[..^1], " on "u8, pointZ[..^1]);
            }
        }
        return OneOrAll.ExitCodeOf(failures);
    }

    private static int Print()
    {
        TextPool text = default;
        Errno error = text.AppendFile(Fd.CurrentDirectory, MountFile.MountsZ);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read "u8, MountFile.MountsZ[..^1]);
        }
        error = Output.WriteAll(Fd.StandardOutput, text.Text);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "write to stdout"u8) : ExitCode.Success;
    }
}
