using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>Says something on the terminal of everybody who is logged in.</summary>
internal static class Wall
{
    /// <summary>A terminal that takes nothing at present is passed over: nobody's terminal holds up a shutdown.</summary>
    public static void Say(ReadOnlySpan<byte> text)
    {
        Span<byte> memory = stackalloc byte[UtmpRecord.LengthMax];
        if (!UtmpFile.TryOpen(memory[..UtmpFile.RecordLength], forWriting: false, out UtmpFile users))
        {
            return;
        }
        PathBuffer path = new(stackalloc byte[Limits.NameLengthMax]);
        while (users.Next(out UtmpRecord record))
        {
            ReadOnlySpan<byte> line = record.Line;
            // Whoever may write utmp may not have root write elsewhere.
            if (record.Type != UtmpRecord.UserProcess || line.IsEmpty || line[0] == '/' || line.IndexOf(".."u8) >= 0)
            {
                continue;
            }
            path.Truncate(0);
            path.Append("/dev/"u8);
            path.Append(line);
            Assert.That(!path.Overflowed);
            SayOn(path.TextZ, text);
        }
        users.Close();
    }

    private static void SayOn(ReadOnlySpan<byte> terminalZ, ReadOnlySpan<byte> text)
    {
        Result<Fd> terminal = Kernel.Open(
            Fd.CurrentDirectory, terminalZ, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY);
        if (!terminal.Ok)
        {
            return;
        }
        if (Kernel.IsTerminal(terminal.Value))
        {
            _ = Kernel.Write(terminal.Value, text);
        }
        Kernel.Close(terminal.Value);
    }

    /// <summary>Says that the system goes down in that many seconds.</summary>
    public static void Announce(ulong seconds)
    {
        PathBuffer text = new(stackalloc byte[WallText.LengthMax]);
        WallText.AppendAnnouncement(ref text, seconds);
        Assert.That(!text.Overflowed);
        Say(text.Text);
    }
}
