using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Init;
using Sestet.Init.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes the directory that a machine or a container boots from (s6-linux-init-maker.html).</summary>
internal struct S6LinuxInitMaker : ICommand
{
    /// <summary>022: files of this directory can be read by all, whatever the umask was.</summary>
    private const uint MaskOfFiles = 0x12;

    public static ReadOnlySpan<byte> Name => "s6-linux-init-maker"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-linux-init-maker [ -V boot_verbosity ] [ -c basedir ] [ -u log_user ] [ -G early_getty_cmd ] [ -1 ] [ -L ] "u8
        + "[ -p initial_path ] [ -m initial_umask ] [ -t timestamp_style ] [ -d slashdev ] [ -s env_store ] "u8
        + "[ -e initial_envvar ... ] [ -q default_grace_time ] [ -D initdefault ] [ -n | -N ] [ -f skeldir ] "u8
        + "[ -R resourcelimits ] [ -C ] [ -B ] [ -S ] [ -W readyfd ] dir"u8;

    public static ReadOnlySpan<byte> Options => "V:c:u:G:1Lp:m:t:d:s:e:q:D:nNf:R:CBSW:"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes the directory dir, which has what a machine or a container needs to boot: bin/init and the commands that belong
        beside it into /sbin, the environment, the services that are there first of all, and scripts to be edited: rc.init,
        rc.shutdown, rc.shutdown.final and runlevel. It works from where it is copied to, which is -c.

          -c basedir  where it will be (default /etc/s6-linux-init/current)
          -p path     PATH at boot (default /usr/bin:/bin)   -m umask     in octal (default 022)
          -e VAR=VALUE, -e VAR    set or unset in the environment of all; can be given again
          -R limits   hard resource limits of all, such as o2000,c0,d=: letters of s6-softlimit
          -D level    runlevel to boot to (default "default"), unless the kernel's command line has one
          -q ms       between SIGTERM and SIGKILL at shutdown (default 3000)
          -u user     who the catch-all logger runs as (default root)
          -t style    times in its log: 0 none, 1 TAI64N (the default), 2 ISO 8601, 3 both
          -1          its lines go to the console, too     -B  no such logger
          -G getty    a command line for a service that lets people log in even where rc.init fails
          -L          a service that removes utmp records of shells that have ended
          -d dir      mount a devtmpfs there               -s dir  keep the variables of the kernel there
          -n          mount /run again, as it is           -N  leave /run alone
          -f skeldir  where the scripts are taken from (default /etc/s6-linux-init/skel, or built in where that is missing)
          -C          for a container                      -S  with -C: sync disks when it ends
          -W fd       wait for the end of that descriptor before anything else (containers)
          -V number   how much init says (default 1)

        Exits 0; 100 on wrong usage; 111 where a system call failed, and dir is left as it is then.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Errno error = ChainMemory.TryAllocateArray(invocation.Arguments.Count + 2, out Span<nint> slots);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        BootOptions request = BootOptions.Default;
        ArgumentList variables = new(slots);
        OptionParser options = new(invocation);
        int code = ExitCode.Success;
        for (byte letter = options.Next(); letter != OptionParser.End && code == ExitCode.Success; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (!request.TryTake(letter, options.ValueZ))
            {
                return options.UsageError();
            }
            if (letter == 'e')
            {
                variables.Add(new TextReference(options.ValueZ).Text);
            }
            code = letter == 'R' ? CheckLimits(request.ResourceLimits.Text) : code;
        }
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        code = Check(request, out Account user);
        return Outcome.Exit(
            code != ExitCode.Success ? code : Make(options.Rest[0], request, user, variables.Arguments, invocation));
    }

    private static int CheckLimits(ReadOnlySpan<byte> list) => GlobalLimits.Check(list) switch
    {
        LimitFault.Syntax => Diagnostics.Fatal(ExitCode.Usage, "syntax error in resource limit string"u8),
        LimitFault.OutOfRange => Diagnostics.Fatal(ExitCode.Usage, "resource limit out of range"u8),
        _ => ExitCode.Success,
    };

    /// <summary>0, or 100, printed.</summary>
    private static int Check(in BootOptions request, out Account user)
    {
        user = default;
        ReadOnlySpan<byte> wrong = request.WrongDirectory(out ReadOnlySpan<byte> directory);
        if (!wrong.IsEmpty)
        {
            return Diagnostics.Fatal(ExitCode.Usage, wrong, directory, " is not absolute"u8);
        }
        if (request.HasWrongStampType)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "-t timestamp_style must be 0, 1, 2 or 3"u8);
        }
        if (request.HasStore && !request.Store.Text.StartsWith("/run/"u8))
        {
            Diagnostics.Warn(
                "kernel environment store "u8, request.Store.Text, " is not located under initial tmpfs /run"u8);
        }
        if (request.InContainer && request.HasDevices)
        {
            Diagnostics.Warn(
                "both -C and -d options given; are you sure your container does not come with a pre-mounted /dev?"u8);
        }
        ReadOnlySpan<byte> userZ = request.LogUserZ.Text;
        bool isOther = !request.WithoutLogger && !userZ.SequenceEqual("root\0"u8);
        return !isOther || Accounts.TryFind(userZ, out user)
            ? ExitCode.Success
            : Diagnostics.Fatal(ExitCode.Usage, "unable to find user "u8, userZ[..^1], " in passwd database"u8);
    }

    private static int Make(
        ReadOnlySpan<byte> directory, in BootOptions request, Account user, Arguments variables, in Invocation invocation)
    {
        int length = Limits.ScriptLengthMax;
        for (int i = 0; i < invocation.Arguments.Count; i++)
        {
            length += (invocation.Arguments[i].Length * Limits.BootScriptBytesPerByte) + 1;
        }
        Errno error = ChainMemory.TryMap(length, out MemoryRegion memory);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8);
        }
        uint mask = Kernel.SetUmask(MaskOfFiles);
        BootTree tree = new(
            directory, request, invocation.Environment, stackalloc byte[Limits.PathLengthMax], memory.Bytes);
        tree.MakeEnvironment(variables);
        tree.MakeRunImage(user);
        tree.MakeScriptDirectory();
        int code = tree.Code;
        // A container has no runlevels.
        for (int i = request.InContainer ? 1 : 0; i < Skeleton.Count && code == ExitCode.Success; i++)
        {
            code = MakeScript(ref tree, directory, request, i);
        }
        if (code == ExitCode.Success)
        {
            tree.MakeCommands();
            code = tree.Code;
        }
        _ = Kernel.SetUmask(mask);
        return code;
    }

    /// <summary>Copies a script from the skeleton directory; this program has its own where there is none.</summary>
    private static int MakeScript(
        scoped ref BootTree tree, ReadOnlySpan<byte> directory, in BootOptions request, int index)
    {
        ReadOnlySpan<byte> name = Skeleton.Name(index);
        ReadOnlySpan<byte> skeletonZ = request.HasSkeleton ? request.SkeletonZ.Text : InitPaths.SkeletonDefaultZ;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(skeletonZ[..^1]);
        path.Append("/"u8);
        path.Append(name);
        Result<Fd> file = path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        ReadOnlySpan<byte> script = Skeleton.Script(index);
        Errno error = file.Error;
        if (file.Ok)
        {
            error = WholeFile.Read(file.Value, Limits.ExeclineScriptLengthMax, out script);
            Kernel.Close(file.Value);
        }
        if (error.Failed && (request.HasSkeleton || error != Errno.ENOENT))
        {
            PathBuffer copy = new(stackalloc byte[Limits.PathLengthMax]);
            copy.Append(directory);
            copy.Append("/scripts/"u8);
            copy.Append(name);
            return Diagnostics.Unable(ExitCode.System, error, "copy "u8, path.Text, " to "u8, copy.Text);
        }
        tree.MakeScript(name, script);
        return tree.Code;
    }
}
