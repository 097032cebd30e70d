using System.IO;

namespace Sestet.Conformance.Harness;

/// <summary>A service directory that a test writes.</summary>
public sealed class ServiceDirectory
{
    /// <summary>A service that does nothing until it is killed, as one process.</summary>
    public const string Idle = "exec sleep 1000";

    /// <summary>The signals that <see cref="Traps"/> tells of.</summary>
    public const string TrappedSignals = "ALRM ABRT QUIT HUP TERM INT USR1 USR2 CONT WINCH";

    public ServiceDirectory(string path)
    {
        Path = path;
        Directory.CreateDirectory(path);
    }

    public string Path { get; }

    public string Name => System.IO.Path.GetFileName(Path);

    public StatusFile Status => StatusFile.Read(Path);

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a shell script.</summary>
    public ServiceDirectory Script(string name, string body)
    {
        string path = this[name];
        // A script that a process may be executing is replaced, not rewritten.
        lock (Child.NoStart)
        {
            File.WriteAllText(path + ".new", "#!/bin/sh\n" + body + "\n");
        }
        File.SetUnixFileMode(path + ".new", (UnixFileMode)0x1ed);
        File.Move(path + ".new", path, overwrite: true);
        return this;
    }

    public ServiceDirectory Run(string body) => Script("run", body);

    /// <summary>
    /// A service that writes "up PID" and then the name of every signal it gets, and ends with exit code 7 when there is a
    /// file "end". A shell runs a trap only between commands, and would miss a signal that comes right before it blocks;
    /// so it never does for long.
    /// </summary>
    public ServiceDirectory Traps(Messages messages) => Run($"""
        exec 5>{messages.Path}
        for signal in {TrappedSignals}; do trap "echo $signal >&5" $signal; done
        echo up $$ >&5
        until [ -e end ]; do sleep 0.05; done
        exit 7
        """);

    public ServiceDirectory Finish(string body) => Script("finish", body);

    /// <summary>Writes a file of the directory as it is.</summary>
    public ServiceDirectory With(string name, string content = "")
    {
        lock (Child.NoStart)
        {
            File.WriteAllText(this[name], content);
        }
        return this;
    }

    public ServiceDirectory Without(string name)
    {
        File.Delete(this[name]);
        return this;
    }
}
