using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>
/// Another command of this suite that a command runs and waits for: the file of its name beside this binary, else this
/// binary, where it has that command, else what PATH leads to.
/// </summary>
internal static class SiblingProgram
{
    /// <summary>Runs it to its end. The first of the words is the command's name.</summary>
    public static Result<WaitStatus> Run(Arguments words, EnvironmentBlock environment)
    {
        Assert.That(words.Count > 0);
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Find(words[0], ref path);
        SpawnRequest request = new() { PathZ = path.TextZ, Arguments = words, Environment = environment };
        Result<Pid> child = Kernel.Spawn(request);
        if (!child.Ok)
        {
            return new Result<WaitStatus>(child.Error);
        }
        Result<ChildExit> exit = Kernel.WaitFor(child.Value, wait: true);
        return exit.Ok ? new Result<WaitStatus>(exit.Value.Status) : new Result<WaitStatus>(exit.Error);
    }

    private static void Find(ReadOnlySpan<byte> name, scoped ref PathBuffer path)
    {
        if (OwnBinary.TryGetPath(ref path))
        {
            Span<byte> own = stackalloc byte[Limits.PathLengthMax];
            int length = path.Length;
            path.Text.CopyTo(own);
            path.Truncate(path.Text.LastIndexOf((byte)'/') + 1);
            path.Append(name);
            if (!path.Overflowed && Kernel.Access(Fd.CurrentDirectory, path.TextZ, AccessMode.X_OK).IsNone)
            {
                return;
            }
            path.Truncate(0);
            path.Append(CommandTable.IndexOf(name) >= 0 ? own[..length] : name);
            return;
        }
        path.Truncate(0);
        path.Append(name);
    }
}
