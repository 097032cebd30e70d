using System;
using System.IO;

namespace Sestet.Conformance.Harness;

/// <summary>
/// A control FIFO with the test at its reading end, in the place of s6-supervise or s6-svscan: shows what a client writes.
/// </summary>
public sealed class ControlFifo : IDisposable
{
    private readonly Readable _letters;
    private readonly int _keepOpen;

    /// <summary>Makes it in directory/subdirectory/control.</summary>
    public ControlFifo(string directory, string subdirectory = "supervise")
    {
        string path = Path.Combine(directory, subdirectory, "control");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Native.Check(Native.MakeFifo(path, 0x180), "mkfifo " + path);
        const int Flags = Native.OpenNonBlocking | Native.OpenCloseOnExec;
        _letters = new Readable(Native.Check(Native.Open(path, Native.OpenReadOnly | Flags, 0), "open " + path));
        _keepOpen = Native.Check(Native.Open(path, Native.OpenWriteOnly | Flags, 0), "open " + path);
    }

    /// <summary>All that was written so far.</summary>
    public string Letters
    {
        get
        {
            _letters.Drain();
            return _letters.Text;
        }
    }

    public void Dispose()
    {
        _letters.Dispose();
        Native.Close(_keepOpen);
    }
}
