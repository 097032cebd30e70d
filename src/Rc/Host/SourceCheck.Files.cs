using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <content>Files of names, of numbers and of signals.</content>
internal ref partial struct SourceCheck
{
    /// <summary>The names in a directory, or where there is none in the deprecated file, a line each.</summary>
    private void ReadNames(
        int service, ReadOnlySpan<byte> file, ReadOnlySpan<byte> directory, CheckedLink link, bool isNeeded)
    {
        SetPath(service, directory);
        Result<Fd> opened = _path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.OpenDirectory(Fd.CurrentDirectory, _path.TextZ);
        if (opened.Ok)
        {
            DirectoryReader names = new(opened.Value, stackalloc byte[Limits.DirectoryBufferLength]);
            while (names.Next(out ReadOnlySpan<byte> nameZ))
            {
                if (nameZ[0] != '.')
                {
                    _graph.AddName(service, nameZ[..^1], link);
                }
            }
            Kernel.Close(opened.Value);
            return;
        }
        if (opened.Error == Errno.ENOTDIR)
        {
            _report.Error("not-a-directory"u8, _path.Text, "this is a file"u8, "make it a directory with a file for each name"u8);
            return;
        }
        if (opened.Error != Errno.ENOENT)
        {
            _report.Error("unreadable"u8, _path.Text, Kernel.ErrorText(opened.Error), "make the directory readable"u8);
            return;
        }
        int length = ReadFile(service, file, out bool isThere);
        if (!isThere && isNeeded)
        {
            SetPath(service, directory);
            _report.Error("contents"u8, _path.Text,
                "the bundle has no contents"u8, "make this directory, with a file for each service in it"u8);
        }
        if (length >= 0)
        {
            AddLines(service, _script[..length], link);
        }
    }

    private void ReadList(int service, ReadOnlySpan<byte> file, CheckedLink link)
    {
        int length = ReadFile(service, file, out _);
        if (length >= 0)
        {
            AddLines(service, _script[..length], link);
        }
    }

    private void AddLines(int service, ReadOnlySpan<byte> text, CheckedLink link)
    {
        while (ListedNames.Next(ref text, out ReadOnlySpan<byte> name))
        {
            if (name.EndsWith("\r"u8))
            {
                _report.Error("crlf"u8, _path.Text, "its lines end with CR and LF"u8, "save the file with LF only"u8);
                return;
            }
            _graph.AddName(service, name, link);
        }
    }

    /// <summary>A file that must hold one name.</summary>
    private void ReadOne(int service, ReadOnlySpan<byte> file, CheckedLink link)
    {
        int length = ReadFile(service, file, out _);
        if (length < 0)
        {
            return;
        }
        ReadOnlySpan<byte> rest = _script[..length];
        int count = 0;
        ReadOnlySpan<byte> found = default;
        while (ListedNames.Next(ref rest, out ReadOnlySpan<byte> name))
        {
            found = name;
            count++;
        }
        if (count == 1)
        {
            _graph.AddName(service, found, link);
        }
        else
        {
            _report.Error("pipeline"u8, _path.Text, "it must hold one name"u8, "write one name into it, or remove it"u8);
        }
    }

    /// <summary>
    /// A number of 32 bits. Strict: nothing but line ends is behind it; else only the first line counts, as the compiler has it.
    /// </summary>
    private void CheckNumber(int service, ReadOnlySpan<byte> file, bool isStrict, uint least)
    {
        int length = ReadFile(service, file, out _);
        if (length < 0)
        {
            return;
        }
        ReadOnlySpan<byte> text = _script[..length];
        if (isStrict)
        {
            while (text.EndsWith("\n"u8))
            {
                text = text[..^1];
            }
        }
        else
        {
            text = FirstLine(text);
        }
        if (!Text.TryParse(text, out uint number))
        {
            bool isCarriage = text.EndsWith("\r"u8);
            _report.Error(
                isCarriage ? "crlf"u8 : "bad-number"u8,
                _path.Text,
                isCarriage ? "its line ends with CR and LF"u8 : "this is no number from 0 to 4294967295"u8,
                isCarriage ? "save the file with LF only"u8 : "write one into it, and nothing else"u8);
        }
        else if (number < least)
        {
            _report.Warn("standard-fd"u8, _path.Text, "0, 1 and 2 are the standard streams"u8, "write 3 or more into it"u8);
        }
    }

    /// <summary>s6-supervise takes what is no signal for SIGTERM, silently.</summary>
    private void CheckSignal(int service)
    {
        SetPath(service, "down-signal"u8);
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, _path.TextZ);
        int length = status.Ok && status.Value.IsRegular ? ReadFile(service, "down-signal"u8, out _) : -1;
        if (length >= 0 && !Signal.TryParse(FirstLine(_script[..length]), out _))
        {
            _report.Warn("bad-signal"u8, _path.Text,
                "this is no signal, and would be SIGTERM"u8, "write a name such as SIGINT into it"u8);
        }
    }

    private void CheckDirectory(int service, ReadOnlySpan<byte> directory)
    {
        SetPath(service, directory);
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, _path.TextZ);
        if (status.Ok && !status.Value.IsDirectory)
        {
            _report.Error("not-a-directory"u8, _path.Text, "this is a file"u8, "make it a directory, or give it another name"u8);
        }
    }
}
