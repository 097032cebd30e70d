using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Rc.Host;

/// <summary>
/// A live directory's file timeline: when transitions began and ended, a line each (docs/FRONTEND.md). It is not state: that it
/// cannot be written is nobody's error. The default value is one that is opened when there is something to write.
/// </summary>
internal struct LiveDiary
{
    private Fd _file;
    private bool _isTried;

    /// <summary>Where it is, from the service directories' parent.</summary>
    private static ReadOnlySpan<byte> PathZ => "../timeline\0"u8;

    /// <summary>Appends "@TAI64N EVENT NAME" by one write, so that no line is mixed with another's.</summary>
    public void Write(ReadOnlySpan<byte> what, ReadOnlySpan<byte> service)
    {
        if (!_isTried)
        {
            _isTried = true;
            Open();
        }
        if (!_file.IsOpen)
        {
            return;
        }
        PathBuffer line = new(stackalloc byte[Limits.PathLengthMax]);
        Span<byte> label = stackalloc byte[Tai.TextLength];
        Kernel.WallClock().Format(label);
        line.Append(label);
        line.Append(" "u8);
        line.Append(what);
        line.Append(" "u8);
        line.Append(service);
        line.Append("\n"u8);
        if (!line.Overflowed)
        {
            _ = Kernel.Write(_file, line.Text);
        }
    }

    private void Open()
    {
        const uint mode = 0x1a4; // 0644
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory,
            PathZ,
            OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND | OpenFlags.O_NONBLOCK,
            mode);
        _file = file.Ok ? file.Value : Fd.None;
        if (!file.Ok)
        {
            return;
        }
        Result<FileStatus> status = Kernel.Stat(_file);
        if (status.Ok && status.Value.Size > Limits.LiveDiaryLengthMax)
        {
            _ = Kernel.Truncate(_file, 0);
        }
    }
}
