using System;
using System.Collections.Concurrent;
using System.IO;

namespace Sestet.Bench.Harness;

/// <summary>
/// A directory of its own, on a memory file system where there is one with room; removed with its content.
/// </summary>
internal sealed class Scratch : IDisposable
{
    /// <summary>What one row can write, and as much again.</summary>
    private const long RoomNeeded = 512L << 20;

    private static readonly ConcurrentDictionary<string, bool> Existing = new();

    public Scratch()
    {
        Root = Directory.CreateTempSubdirectory("sestet-bench-").FullName;
        if (IsUsable("/dev/shm"))
        {
            string better = Path.Combine("/dev/shm", Path.GetFileName(Root));
            Directory.CreateDirectory(better, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Directory.Delete(Root);
            Root = better;
        }
        Existing[Root] = true;
    }

    public string Root { get; }

    public string this[string name] => Path.Combine(Root, name);

    /// <summary>Removes all there are, when nothing runs any more.</summary>
    public static void RemoveAll()
    {
        foreach (string root in Existing.Keys)
        {
            Remove(root);
        }
    }

    public void Dispose()
    {
        try
        {
            Remove(Root);
        }
        catch (IOException)
        {
            // Somebody still writes into it, for a row broke off: RemoveAll will find it.
        }
    }

    private static bool IsUsable(string directory)
    {
        try
        {
            return Directory.Exists(directory) && Native.Access(directory, Native.WriteAndSearch) == 0
                && new DriveInfo(directory).AvailableFreeSpace >= RoomNeeded;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Remove(string root)
    {
        if (Existing.ContainsKey(root))
        {
            Directory.Delete(root, recursive: true);
            Existing.TryRemove(root, out _);
        }
    }
}
