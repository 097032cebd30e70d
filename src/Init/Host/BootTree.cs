using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>
/// The directory that s6-linux-init-maker makes: bin, env, scripts, and run-image, which is copied to /run at boot. What fails
/// is printed, and after it nothing more is done.
/// </summary>
internal ref struct BootTree
{
    private const uint ModeOfLogs = 0x5e8;      // 02750
    private const uint ModeOfFifos = 0x180;     // 0600
    private const uint ModeOfScripts = 0x1ed;   // 0755

    private readonly EnvironmentBlock _environment;
    private readonly BootOptions _options;
    private readonly Span<byte> _scriptMemory;
    private ServiceFiles _files;

    /// <summary>The buffer has PathLengthMax bytes, and the memory room for the longest script.</summary>
    public BootTree(
        ReadOnlySpan<byte> directory,
        in BootOptions options,
        EnvironmentBlock environment,
        Span<byte> buffer,
        Span<byte> scriptMemory)
    {
        _environment = environment;
        _options = options;
        _scriptMemory = scriptMemory;
        _files = new ServiceFiles(directory, buffer);
    }

    /// <summary>0, or the exit code for what failed.</summary>
    public readonly int Code => _files.Code;

    /// <summary>Makes the directory and in it the global environment, with what VAR or VAR=VALUE says of each variable.</summary>
    public void MakeEnvironment(Arguments variables)
    {
        _files.MakeDirectory(default);
        _files.MakeDirectory("env"u8);
        PathBuffer name = new(stackalloc byte[Limits.PathLengthMax]);
        for (int i = 0; i < variables.Count && Code == ExitCode.Success; i++)
        {
            ReadOnlySpan<byte> variable = variables[i];
            int equals = variable.IndexOf((byte)'=');
            name.Truncate(0);
            name.Append("env/"u8);
            name.Append(equals < 0 ? variable : variable[..equals]);
            PathBuffer value = new(_scriptMemory);
            if (equals >= 0)
            {
                value.Append(variable[(equals + 1)..]);
                value.Append("\n"u8);
            }
            Assert.That(!value.Overflowed);
            // A name that is too long is told of by the kernel.
            _files.Write(name.Overflowed ? variable : name.Text, value.Text);
        }
    }

    /// <summary>Makes what is copied to /run.</summary>
    public void MakeRunImage(Account logUser)
    {
        _files.MakeDirectory("run-image"u8);
        _files.MakeDirectory("run-image/service"u8);
        _files.MakeDirectory("run-image/service/.s6-svscan"u8);
        MakeSignals();
        if (!_options.WithoutLogger)
        {
            _files.MakeDirectory("run-image/uncaught-logs"u8);
            if (Kernel.UserId() == 0)
            {
                _files.SetOwner(logUser);
            }
            _files.SetMode(ModeOfLogs);
            PathBuffer script = Begin(" -P\n\n"u8);
            BootScripts.AppendLogger(ref script, _options);
            MakeService("run-image/service/s6-svscan-log"u8, script.Text, "3\n"u8, hasFifo: true);
        }
        PathBuffer shutdown = Begin(" -P\n\n"u8);
        BootScripts.AppendShutdownDaemon(ref shutdown, _options);
        MakeService("run-image/service/s6-linux-init-shutdownd"u8, shutdown.Text, "3\n"u8, hasFifo: true);
        if (_options.InContainer)
        {
            _files.MakeDirectory("run-image/s6-linux-init-container-results"u8);
            _files.Write("run-image/s6-linux-init-container-results/exitcode"u8, "0\n"u8);
        }
        else
        {
            PathBuffer runlevel = Begin(" -P\n\n"u8);
            BootScripts.AppendRunlevelDaemon(ref runlevel, _options);
            MakeService("run-image/service/s6-linux-init-runleveld"u8, runlevel.Text, "3\n"u8, hasFifo: false);
        }
        if (_options.HooksLogout)
        {
            PathBuffer logout = Begin(" -P\n\n"u8);
            logout.Append(BootScripts.LogoutDaemon);
            MakeService("run-image/service/s6-linux-init-logouthookd"u8, logout.Text, "1\n"u8, hasFifo: false);
        }
        if (_options.HasGetty)
        {
            PathBuffer getty = Begin(" -P\n\n"u8);
            getty.Append(_options.Getty.Text);
            getty.Append("\n"u8);
            MakeService("run-image/service/s6-linux-init-early-getty"u8, getty.Text, default, hasFifo: false);
        }
    }

    /// <summary>Makes what belongs into /sbin.</summary>
    public void MakeCommands()
    {
        _files.MakeDirectory("bin"u8);
        PathBuffer init = Begin(" -S0\n\n"u8);
        BootScripts.AppendInit(ref init, _options);
        _files.WriteScript("bin/init"u8, init.Text, executable: true);
        MakeHpr("bin/halt"u8, (byte)'h');
        MakeHpr("bin/poweroff"u8, (byte)'p');
        MakeHpr("bin/reboot"u8, (byte)'r');
        MakeCommand("bin/shutdown"u8, BootScripts.Shutdown);
        if (!_options.InContainer)
        {
            MakeCommand("bin/telinit"u8, BootScripts.Telinit);
        }
    }

    /// <summary>Makes one of the scripts that the administrator edits.</summary>
    public void MakeScript(ReadOnlySpan<byte> name, ReadOnlySpan<byte> script)
    {
        PathBuffer path = new(stackalloc byte[Limits.NameLengthMax]);
        path.Append("scripts/"u8);
        path.Append(name);
        Assert.That(!path.Overflowed);
        _files.Write(path.Text, script);
        _files.SetMode(ModeOfScripts);
    }

    public void MakeScriptDirectory() => _files.MakeDirectory("scripts"u8);

    private void MakeSignals()
    {
        bool inContainer = _options.InContainer;
        MakeSignal("run-image/service/.s6-svscan/SIGQUIT"u8, 0);
        MakeSignal("run-image/service/.s6-svscan/SIGINT"u8, (byte)'r');
        MakeSignal("run-image/service/.s6-svscan/SIGUSR1"u8, (byte)'p');
        MakeSignal("run-image/service/.s6-svscan/SIGUSR2"u8, (byte)'h');
        MakeSignal("run-image/service/.s6-svscan/SIGPWR"u8, (byte)'p');
        MakeSignal("run-image/service/.s6-svscan/SIGWINCH"u8, 0);
        MakeSignal("run-image/service/.s6-svscan/SIGTERM"u8, inContainer ? (byte)'h' : (byte)0);
        PathBuffer crash = Begin(" -P\n\n"u8);
        BootScripts.AppendCrash(ref crash, _options);
        _files.WriteScript("run-image/service/.s6-svscan/crash"u8, crash.Text, executable: true);
        PathBuffer finish = Begin(" -P\n\n"u8);
        BootScripts.AppendFinish(ref finish, _options);
        _files.WriteScript("run-image/service/.s6-svscan/finish"u8, finish.Text, executable: true);
    }

    private void MakeSignal(ReadOnlySpan<byte> name, byte letter)
    {
        PathBuffer script = Begin(" -P\n\n"u8);
        BootScripts.AppendSignal(ref script, letter, _options.InContainer);
        _files.WriteScript(name, script.Text, executable: true);
    }

    private void MakeHpr(ReadOnlySpan<byte> name, byte letter)
    {
        PathBuffer script = Begin(" -S0\n\n"u8);
        BootScripts.AppendHpr(ref script, letter, _options.InContainer);
        _files.WriteScript(name, script.Text, executable: true);
    }

    private void MakeCommand(ReadOnlySpan<byte> name, ReadOnlySpan<byte> line)
    {
        PathBuffer script = Begin(" -S0\n\n"u8);
        script.Append(line);
        _files.WriteScript(name, script.Text, executable: true);
    }

    private void MakeService(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> run, ReadOnlySpan<byte> notification, bool hasFifo)
    {
        PathBuffer path = new(stackalloc byte[Limits.NameLengthMax]);
        path.Append(directory);
        _files.MakeDirectory(directory);
        if (hasFifo)
        {
            path.Append("/fifo"u8);
            _files.MakeFifo(path.Text, ModeOfFifos);
            path.Truncate(directory.Length);
        }
        if (!notification.IsEmpty)
        {
            path.Append("/notification-fd"u8);
            _files.Write(path.Text, notification);
            path.Truncate(directory.Length);
        }
        path.Append("/run"u8);
        Assert.That(!path.Overflowed);
        _files.WriteScript(path.Text, run, executable: true);
    }

    /// <summary>The script that is written next; there is one at a time.</summary>
    private readonly PathBuffer Begin(ReadOnlySpan<byte> interpreterOptions)
    {
        PathBuffer script = new(_scriptMemory);
        ExeclineScript.AppendStart(ref script, _environment, interpreterOptions);
        return script;
    }
}
