using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>
/// Takes services away from s6-svscan before all processes are killed, so that it starts none of them again: all in its
/// directory but the shutdown daemon and the catch-all logger. Those that live are told to stay down.
/// </summary>
internal static class EarlyServices
{
    private const int RandomLength = 6;

    private static ReadOnlySpan<byte> Label => ".s6-linux-init-shutdownd:"u8;

    private static ReadOnlySpan<byte> ControlZ => "/run/service/.s6-svscan/control\0"u8;

    public static void Hide()
    {
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, InitPaths.ScanDirectoryZ);
        if (!directory.Ok)
        {
            Diagnostics.WarnUnable(directory.Error, "opendir "u8, InitPaths.ScanDirectoryZ[..^1]);
            return;
        }
        DirectoryReader names = new(directory.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        PathBuffer hidden = new(stackalloc byte[Limits.HiddenNameLengthMax]);
        // A name that was renamed may be read again under its new one, which begins with a dot.
        while (names.Next(out ReadOnlySpan<byte> nameZ))
        {
            bool stays = nameZ[0] == '.'
                || nameZ.SequenceEqual("s6-linux-init-shutdownd\0"u8) || nameZ.SequenceEqual("s6-svscan-log\0"u8);
            if (!stays)
            {
                Hide(directory.Value, nameZ, ref hidden);
            }
        }
        if (names.Error.Failed)
        {
            Diagnostics.WarnUnable(names.Error, "readdir "u8, InitPaths.ScanDirectoryZ[..^1]);
        }
        Kernel.Close(directory.Value);
        // a: look again; n: end the supervisors of what is not there any more.
        Errno error = Command(Fd.CurrentDirectory, ControlZ, "an"u8);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "control "u8, InitPaths.ScanDirectoryZ[..^1]);
        }
    }

    private static void Hide(Fd directory, scoped ReadOnlySpan<byte> nameZ, scoped ref PathBuffer hidden)
    {
        Span<byte> random = stackalloc byte[RandomLength];
        UniqueName.FillRandom(random);
        hidden.Truncate(0);
        hidden.Append(Label);
        hidden.Append(nameZ[..^1]);
        hidden.Append(":"u8);
        hidden.Append(random);
        Assert.That(!hidden.Overflowed);
        Errno error = Kernel.Rename(directory, nameZ, hidden.TextZ);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "rename "u8, nameZ[..^1]);
        }
        PathBuffer control = new(stackalloc byte[Limits.HiddenNameLengthMax + 32]);
        control.Append(error.Failed ? nameZ[..^1] : hidden.Text);
        control.Append("/supervise/control"u8);
        Assert.That(!control.Overflowed);
        // Whatever is no service, or is not supervised, has nobody to be told.
        _ = Command(directory, control.TextZ, "d"u8);
    }

    private static Errno Command(Fd directory, ReadOnlySpan<byte> fifoZ, ReadOnlySpan<byte> letters)
    {
        Result<Fd> fifo = Kernel.Open(directory, fifoZ, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK);
        if (!fifo.Ok)
        {
            return fifo.Error;
        }
        Result<int> written = Kernel.Write(fifo.Value, letters);
        Kernel.Close(fifo.Value);
        return written.Error;
    }
}
