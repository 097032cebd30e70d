using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Xunit.Abstractions;

namespace Sestet.Boot;

/// <summary>
/// A virtual machine without a network, its first serial line on our end of a pipe. It runs on a copy of an image, which can be
/// looked at when it has ended.
/// </summary>
internal sealed class Machine : IDisposable
{
    /// <summary>Emulated processors on a busy host are slow; nothing waits this long unless it has failed.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private readonly Process _qemu;
    private readonly ITestOutputHelper _output;
    private readonly StringBuilder _console = new();
    private readonly Task _reader;
    private int _seen;

    public Machine(string image, ITestOutputHelper output, string words = "")
    {
        _output = output;
        Disk = Path.Combine(Directory.CreateTempSubdirectory("sestet-boot-").FullName, "disk");
        Tool.Run("cp", "--sparse=always", image, Disk);
        ProcessStartInfo start = new("qemu-system-x86_64")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
        };
        string[] arguments =
        [
            "-m", "256", "-smp", "1", "-nographic", "-no-reboot", "-nic", "none",
            "-kernel", Path.Combine(Images.Parts, "vmlinuz"), "-initrd", Path.Combine(Images.Parts, "initramfs"),
            "-drive", $"file={Disk},format=raw,if=virtio",
            "-append", $"console=ttyS0 quiet panic=-1 {words}",
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        _qemu = Process.Start(start)!;
        _reader = Task.Run(Read);
        _ = _qemu.StandardError.ReadToEndAsync();
    }

    /// <summary>The file of its disk.</summary>
    public string Disk { get; }

    /// <summary>All it has printed.</summary>
    public string Console
    {
        get
        {
            lock (_console)
            {
                return _console.ToString();
            }
        }
    }

    /// <summary>Waits until it has printed what matches, behind what was waited for before; the match.</summary>
    public Match Expect(string pattern)
    {
        Regex regex = new(pattern, RegexOptions.Multiline);
        long start = Stopwatch.GetTimestamp();
        lock (_console)
        {
            while (true)
            {
                Match match = regex.Match(_console.ToString(), _seen);
                if (match.Success)
                {
                    _seen = match.Index + match.Length;
                    return match;
                }
                TimeSpan left = s_patience - Stopwatch.GetElapsedTime(start);
                if (left <= TimeSpan.Zero || _reader.IsCompleted)
                {
                    throw new InvalidOperationException($"waited for {pattern} in vain; since the last thing it did print:\n"
                        + _console.ToString(_seen, _console.Length - _seen));
                }
                Monitor.Wait(_console, left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1));
            }
        }
    }

    public void Type(string text)
    {
        _qemu.StandardInput.Write(text);
        _qemu.StandardInput.Flush();
    }

    /// <summary>Runs a command in the shell that is logged in there; what it prints and its exit code.</summary>
    public (string Text, int Code) Shell(string command)
    {
        Type(command + "\n");
        Match end = Expect(@"\A?((?:.|\n)*?)\[end (\d+)\]\r\n");
        return (end.Groups[1].Value.Replace("\r", "", StringComparison.Ordinal), int.Parse(end.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
    }

    /// <summary>Waits for the prompt and logs in as root.</summary>
    public void LogIn()
    {
        Expect("login: ");
        Type("root\n");
        TakeShell();
    }

    /// <summary>
    /// Waits for a shell's prompt, and replaces the shell by one that echoes nothing, edits no lines, and says when each command
    /// has ended.
    /// </summary>
    public void TakeShell()
    {
        Expect("# ");
        Type("exec sh -c 'stty -echo; cd /; echo \"[taken\"\"]\"; while read -r line; do eval \"$line\"; echo \"[end $?]\"; done'\n");
        Expect(@"\[taken\]\r\n");
    }

    /// <summary>Waits until the machine is off, or would start again.</summary>
    public void WaitForEnd()
    {
        if (!_qemu.WaitForExit(s_patience))
        {
            throw new InvalidOperationException($"it still runs:\n{Console}");
        }
        _reader.Wait();
    }

    public void Dispose()
    {
        if (!_qemu.HasExited)
        {
            _qemu.Kill();
            _qemu.WaitForExit();
        }
        _reader.Wait();
        _qemu.Dispose();
        _output.WriteLine(Console);
        Directory.Delete(Path.GetDirectoryName(Disk)!, recursive: true);
    }

    private void Read()
    {
        char[] buffer = new char[4096];
        for (int count = _qemu.StandardOutput.Read(buffer); count > 0; count = _qemu.StandardOutput.Read(buffer))
        {
            lock (_console)
            {
                _console.Append(buffer, 0, count);
                Monitor.PulseAll(_console);
            }
        }
    }
}
