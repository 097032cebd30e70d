using System.IO;

namespace Sestet.Conformance.Harness;

/// <summary>A service directory that a test writes.</summary>
public sealed class ServiceDirectory
{
    /// <summary>A service that does nothing until it is killed, as one process.</summary>
    public const string Idle = "exec sleep 1000";

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
        File.WriteAllText(path + ".new", "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(path + ".new", (UnixFileMode)0x1ed);
        File.Move(path + ".new", path, overwrite: true);
        return this;
    }

    public ServiceDirectory Run(string body) => Script("run", body);

    public ServiceDirectory Finish(string body) => Script("finish", body);

    /// <summary>Writes a file of the directory as it is.</summary>
    public ServiceDirectory With(string name, string content = "")
    {
        File.WriteAllText(this[name], content);
        return this;
    }

    public ServiceDirectory Without(string name)
    {
        File.Delete(this[name]);
        return this;
    }
}
