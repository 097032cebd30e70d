using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>Tells what a change that failed has changed all the same.</summary>
internal readonly struct StateReport
{
    private const byte Up = 1;

    private readonly TextReference _livedirZ;
    private readonly TextReference _before;

    /// <summary>Keeps what the state is now.</summary>
    public StateReport(TextReference livedirZ)
    {
        _livedirZ = livedirZ;
        _before = LiveFile.Read(livedirZ.Text[..^1], "/state"u8, out ReadOnlySpan<byte> state).IsNone
            ? new TextReference(state)
            : default;
    }

    /// <summary>Says which services are up or down now and were not.</summary>
    public void Report()
    {
        ReadOnlySpan<byte> livedir = _livedirZ.Text[..^1];
        Errno error = LiveFile.Read(livedir, "/state"u8, out ReadOnlySpan<byte> after);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "read state in "u8, livedir);
            return;
        }
        ReadOnlySpan<byte> before = _before.Text;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(livedir);
        path.Append("/compiled"u8);
        bool changed = false;
        CompiledDatabase database = default;
        for (int i = 0; i < Math.Min(before.Length, after.Length); i++)
        {
            if (((before[i] ^ after[i]) & Up) == 0)
            {
                continue;
            }
            if (!changed && OpenDatabase.Open(path.Text, out database) != 0)
            {
                return;
            }
            changed = true;
            if (i < database.Count)
            {
                Diagnostics.Info(database.Name(i), (after[i] & Up) != 0 ? " is up now."u8 : " is down now."u8);
            }
        }
        if (!changed)
        {
            Diagnostics.Info("the global state has not changed."u8);
        }
    }
}
