using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>
/// The last lines of a service's log: of the file current of the logdir that its logger's run script names (RunScript).
/// </summary>
internal static class LogLines
{
    /// <summary>Run scripts longer than that are not looked through.</summary>
    private const int ScriptLengthMax = 65536;

    /// <summary>What is read of a log's end.</summary>
    private const int TailLength = 8192;

    /// <summary>The text of the last lines, without a newline at its end; nothing where no log is found.</summary>
    public static ReadOnlySpan<byte> Find(scoped in SystemView view, int service, int lines)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        if (!TryFindLogger(view, service, ref path) || !TryFindLogdir(ref path))
        {
            return default;
        }
        path.Append("/current"u8);
        return path.Overflowed ? default : ReadEnd(path.TextZ, lines);
    }

    /// <summary>Puts the path of the logger's service directory into the buffer; it may be the service itself.</summary>
    private static bool TryFindLogger(in SystemView view, int service, ref PathBuffer path)
    {
        if (view.IsManaged(service))
        {
            if (!view.Database.IsLongrun(service))
            {
                return false;
            }
            int consumer = view.Database.Consumer(service);
            view.Directory(consumer < 0 ? service : consumer, ref path);
            return !path.Overflowed;
        }
        view.Directory(service, ref path);
        int length = path.Length;
        path.Append("/log"u8);
        if (path.Overflowed || Kernel.Access(Fd.CurrentDirectory, path.TextZ, AccessMode.F_OK).Failed)
        {
            path.Truncate(length);
        }
        return true;
    }

    /// <summary>Puts the logdir in place of the service directory.</summary>
    private static bool TryFindLogdir(ref PathBuffer path)
    {
        int length = path.Length;
        path.Append("/run"u8);
        if (path.Overflowed)
        {
            return false;
        }
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        path.Truncate(length);
        if (!file.Ok)
        {
            return false;
        }
        Errno error = WholeFile.Read(file.Value, ScriptLengthMax, out ReadOnlySpan<byte> script);
        Kernel.Close(file.Value);
        ReadOnlySpan<byte> logdir = error.IsNone ? RunScript.Logdir(script) : default;
        if (logdir.IsEmpty)
        {
            return false;
        }
        path.Truncate(logdir[0] == '/' ? 0 : length);
        path.Append(logdir[0] == '/' ? ""u8 : "/"u8);
        path.Append(logdir);
        return !path.Overflowed;
    }

    private static ReadOnlySpan<byte> ReadEnd(scoped ReadOnlySpan<byte> pathZ, int lines)
    {
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, pathZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!file.Ok)
        {
            return default;
        }
        ReadOnlySpan<byte> text = ReadEnd(file.Value);
        Kernel.Close(file.Value);
        if (!text.IsEmpty && text[^1] == '\n')
        {
            text = text[..^1];
        }
        int start = text.Length;
        for (int i = 0; i < lines && start > 0; i++)
        {
            start = Math.Max(text[..start].LastIndexOf((byte)'\n'), 0);
        }
        return lines == 0 ? default : start == 0 ? text : text[(start + 1)..];
    }

    private static ReadOnlySpan<byte> ReadEnd(Fd file)
    {
        Result<FileStatus> status = Kernel.Stat(file);
        if (!status.Ok || !status.Value.IsRegular
            || ChainMemory.TryAllocateArray(TailLength, out Span<byte> memory).Failed
            || Kernel.Seek(file, Math.Max(0, status.Value.Size - TailLength)).Failed)
        {
            return default;
        }
        Result<int> read = Kernel.Read(file, memory);
        return read.Ok ? memory[..read.Value] : default;
    }
}
