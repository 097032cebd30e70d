using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Init;
using Sestet.Init.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Stage 1: prepares a system as process 1, and becomes s6-svscan (s6-linux-init.html).</summary>
internal struct S6LinuxInit : ICommand
{
    private const int FirstProcess = 1;
    private const int FirstFreeDescriptor = 3;

    public static ReadOnlySpan<byte> Name => "s6-linux-init"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-linux-init [ -v verbosity ] [ -c basedir ] [ -p initpath ] [ -s envdumpdir ] [ -m umask ] [ -d devdir ] "u8
        + "[ -D initdefault ] [ -n | -N ] [ -C ] [ -B ] [ -W readyfd ] [ args... ]"u8;

    public static ReadOnlySpan<byte> Options => "v:c:p:s:m:d:D:nNCBW:"u8;

    public static ReadOnlySpan<byte> Help => """
        What the script bin/init of s6-linux-init-maker runs as process 1: it mounts /run, copies the first services there,
        sets the environment, starts rc.init, which waits until the supervision tree is up, and becomes s6-svscan on
        /run/service. As another process it becomes s6-linux-init-telinit with the same words.

          -c basedir  what s6-linux-init-maker has made (default /etc/s6-linux-init/current)
          -p path     PATH (default /usr/bin:/bin)         -m umask  in octal (default 022)
          -s dir      keep the environment of the kernel there
          -d dir      mount a devtmpfs there
          -D level    the runlevel where args name none: default, 1, 2, 3, 4 or 5 (default "default")
          -n          mount /run again, as it is           -N  leave /run alone
          -C          in a container                       -B  without a catch-all logger
          -W fd       wait for the end of that descriptor before anything else
          -v number   how much it says; 0: no banner (default 1)

        Never exits as process 1, but with 111 where the system cannot be prepared.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        if (Kernel.CurrentProcess().Value != FirstProcess)
        {
            return BecomeTelinit(invocation);
        }
        BootOptions request = BootOptions.Default;
        OptionParser options = new(invocation);
        if (!options.TryReadAll(ref request, out Outcome ending))
        {
            return ending;
        }
        int code = Prepare(request, invocation.Environment);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        Errno error = MakeEnvironment(request, invocation.Environment, out EnvironmentBlock environment);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "build env"u8));
        }
        error = TryMakeScriptWords(request, options.Rest, out Arguments script);
        return error.Failed
            ? Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8))
            : Begin(request, script, environment);
    }

    private static Outcome BecomeTelinit(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        Errno error = ChainMemory.TryAllocateArray(words.Count + 2, out Span<nint> slots);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        ArgumentList list = new(slots);
        list.Add("s6-linux-init-telinit\0"u8);
        list.Add(words);
        return Outcome.Chain(list.Arguments, invocation.Environment);
    }

    /// <summary>All up to the point where /run has the first services: 0, or an exit code, printed.</summary>
    private static int Prepare(in BootOptions request, EnvironmentBlock given)
    {
        bool hasOutput = Kernel.CheckOpen(Fd.StandardOutput).IsNone;
        if (request.ReadyFd != 0)
        {
            WaitForEnd(new Fd((int)Math.Min(request.ReadyFd, int.MaxValue)));
        }
        if (hasOutput && !request.InContainer && request.Verbosity > 0)
        {
            _ = Kernel.Write(Fd.StandardOutput, "\n  s6-linux-init of Sestet\n\n"u8);
        }
        Errno error = Kernel.ChangeDirectory("/\0"u8);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "chdir to /"u8);
        }
        _ = Kernel.SetUmask(request.Mask & FileMode.Permissions);
        int code = request.HasDevices ? MountDevices(request) : ExitCode.Success;
        if (code == ExitCode.Success)
        {
            // A closed descriptor's number would be taken by a file.
            error = StandardStreams.Ensure();
            code = error.Failed ? Diagnostics.Unable(ExitCode.System, error, "open /dev/null"u8) : ExitCode.Success;
        }
        code = code == ExitCode.Success ? EarlyMounts.MountRun(request.Run) : code;
        code = code == ExitCode.Success ? CopyRunImage(request.BaseDirectory.Text) : code;
        if (code == ExitCode.Success && request.HasStore)
        {
            error = KernelVariables.Store(request.Store.Text, given);
            if (error.Failed)
            {
                Diagnostics.WarnUnable(error, "dump kernel environment to "u8, request.Store.Text);
            }
        }
        return code;
    }

    private static void WaitForEnd(Fd ready)
    {
        Span<byte> bytes = stackalloc byte[64];
        Result<int> read = Kernel.Read(ready, bytes);
        while (read.Ok && read.Value > 0)
        {
            read = Kernel.Read(ready, bytes);
        }
        if (read.Ok)
        {
            Kernel.Close(ready);
        }
        else
        {
            Diagnostics.WarnUnable(read.Error, "wait for the end of the descriptor of -W"u8);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int MountDevices(in BootOptions request)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(request.Devices.Text);
        return EarlyMounts.MountDevices(path.TextZ);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CopyRunImage(ReadOnlySpan<byte> baseDirectory)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(baseDirectory);
        path.Append("/run-image"u8);
        Errno error = path.Overflowed ? Errno.ENAMETOOLONG : DirectoryTree.Copy(path.TextZ, InitPaths.RunZ);
        return error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, error, "copy "u8, path.Text, " to "u8, InitPaths.RunZ[..^1]);
    }

    /// <summary>The environment of everything: PATH, and what the directory env says.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Errno MakeEnvironment(in BootOptions request, EnvironmentBlock given, out EnvironmentBlock environment)
    {
        EnvironmentEditor editor = new(given);
        editor.Clear();
        editor.Set("PATH"u8, request.Path.Text);
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(request.BaseDirectory.Text);
        path.Append("/env"u8);
        Result<Fd> opened = path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.OpenDirectory(Fd.CurrentDirectory, path.TextZ);
        Errno error = opened.Error;
        if (opened.Ok)
        {
            EnvironmentDirectory directory = new(opened.Value) { WholeFile = true, Unlimited = true, NullBecomes = (byte)'\n' };
            error = directory.Apply(ref editor);
            Kernel.Close(opened.Value);
        }
        environment = editor.Block;
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "read "u8, path.Text);
        }
        return editor.Error;
    }

    /// <summary>rc.init, the runlevel, and the words of the kernel's command line.</summary>
    private static Errno TryMakeScriptWords(in BootOptions request, Arguments words, out Arguments script)
    {
        script = default;
        ReadOnlySpan<byte> nameZ = "/scripts/rc.init\0"u8;
        ReadOnlySpan<byte> baseDirectory = request.BaseDirectory.Text;
        ReadOnlySpan<byte> level = request.Runlevel.Text;
        for (int i = words.Count - 1; i >= 0 && !request.InContainer; i--)
        {
            level = BootRunlevel.IsOne(words[i]) ? words[i] : level;
        }
        Errno error = ChainMemory.TryAllocateArray(words.Count + 3, out Span<nint> slots);
        if (error.Failed)
        {
            return error;
        }
        error = ChainMemory.TryAllocate(baseDirectory.Length + nameZ.Length + level.Length + 1, out MemoryRegion memory);
        if (error.Failed)
        {
            return error;
        }
        int pathLength = baseDirectory.Length + nameZ.Length;
        baseDirectory.CopyTo(memory.Bytes);
        nameZ.CopyTo(memory.Bytes[baseDirectory.Length..]);
        level.CopyTo(memory.Bytes[pathLength..]);
        ArgumentList list = new(slots);
        list.Add(memory.Bytes[..pathLength]);
        list.Add(memory.Bytes[pathLength..]);
        list.Add(words);
        script = list.Arguments;
        return Errno.None;
    }

    /// <summary>Starts the process that becomes rc.init, and becomes s6-svscan.</summary>
    private static Outcome Begin(in BootOptions request, Arguments script, EnvironmentBlock environment)
    {
        Fd ready = Fd.None;
        Fd readyWriter = Fd.None;
        Errno error = request.WithoutLogger ? Kernel.Pipe(out ready, out readyWriter) : OpenLog(out ready);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "open the log's fifo"u8));
        }
        Result<Pid> child = Kernel.Fork();
        if (!child.Ok)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, child.Error, "fork"u8));
        }
        if (child.Value.IsNone)
        {
            if (!request.WithoutLogger)
            {
                Kernel.Close(ready);
                ready = Fd.None;
            }
            Kernel.Exit(new FirstScript(script, environment, ready, readyWriter).Run());
        }
        return BecomeScanner(request, ready, readyWriter, environment);
    }

    /// <summary>A FIFO can be opened for writing only while somebody reads it: the writer.</summary>
    private static Errno OpenLog(out Fd writer)
    {
        writer = Fd.None;
        Result<Fd> reader = Kernel.Open(
            Fd.CurrentDirectory, InitPaths.LoggerFifoZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!reader.Ok)
        {
            return reader.Error;
        }
        Result<Fd> opened = Kernel.Open(Fd.CurrentDirectory, InitPaths.LoggerFifoZ, OpenFlags.O_WRONLY);
        Kernel.Close(reader.Value);
        writer = opened.Ok ? opened.Value : Fd.None;
        return opened.Error;
    }

    /// <summary>
    /// Log: the writer of the log's FIFO, or with -B the reader of the pipe that the scanner tells its readiness.
    /// </summary>
    private static Outcome BecomeScanner(in BootOptions request, Fd log, Fd readyWriter, EnvironmentBlock environment)
    {
        Errno error = StandardStreams.Silence(Fd.StandardInput);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "open /dev/null"u8);
        }
        // It leads a session already where it cannot make one.
        _ = Kernel.NewSession();
        Fd handed = readyWriter;
        if (!request.WithoutLogger)
        {
            Result<Fd> console = Kernel.DuplicateAbove(Fd.StandardError, FirstFreeDescriptor);
            handed = console.Ok ? console.Value : Fd.None;
            error = console.Error;
        }
        error = error.IsNone ? Kernel.SetCloseOnExec(handed, on: false) : error;
        if (!request.InContainer)
        {
            TrapKeys();
        }
        if (request.WithoutLogger)
        {
            Kernel.Close(log);
        }
        else
        {
            error = error.IsNone ? Kernel.DuplicateTo(log, Fd.StandardError.Value) : error;
            Errno moved = Descriptors.Move(log, Fd.StandardOutput.Value);
            error = error.IsNone ? moved : error;
        }
        return error.Failed
            ? Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "redirect output"u8))
            : CallScanner(request.WithoutLogger ? "-d"u8 : "-X"u8, handed, environment);
    }

    private static Outcome CallScanner(ReadOnlySpan<byte> option, Fd handed, EnvironmentBlock environment)
    {
        Errno error = ChainMemory.TryAllocateArray(5, out Span<nint> slots);
        MemoryRegion memory = default;
        error = error.IsNone ? ChainMemory.TryAllocate(option.Length + Limits.DecimalLengthMax + 1, out memory) : error;
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        PathBuffer word = new(memory.Bytes);
        word.Append(option);
        word.Append((ulong)handed.Value);
        ArgumentList words = new(slots);
        words.Add("s6-svscan\0"u8);
        words.Add(memory.Bytes[..(word.Length + 1)]);
        words.Add("--\0"u8);
        words.Add(InitPaths.ScanDirectoryZ);
        return Outcome.Chain(words.Arguments, environment);
    }

    /// <summary>Ctrl-Alt-Del and the console's KeyboardSignal come as signals, for which s6-svscan has scripts.</summary>
    private static void TrapKeys()
    {
        Result<Fd> console = Kernel.Open(
            Fd.CurrentDirectory, "/dev/tty0\0"u8, OpenFlags.O_RDONLY | OpenFlags.O_NOCTTY | OpenFlags.O_NONBLOCK);
        if (console.Ok)
        {
            Errno error = Kernel.AcceptKeyboardSignal(console.Value, Signal.SIGWINCH);
            Kernel.Close(console.Value);
            if (error.Failed)
            {
                Diagnostics.WarnUnable(error, "ioctl KDSIGACCEPT on tty0"u8);
            }
        }
        Errno trapped = Kernel.Reboot(RebootCommand.KeysAreSignals);
        if (trapped.Failed)
        {
            Diagnostics.WarnUnable(trapped, "trap ctrl-alt-del"u8);
        }
    }
}
