using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Cli;

/// <summary>What a command of the kind Copier has to find where it shall run in another process's memory.</summary>
internal static class SmallInput
{
    /// <summary>What it takes to tell whether a connection's input is whole.</summary>
    public const short Events = PollDescriptor.POLLOUT | PollDescriptor.POLLRDHUP;

    /// <summary>
    /// Whether the standard input and output are a connection whose other end has sent all that it will, so little that it has
    /// room in the other direction. Pipes and files never are that.
    /// </summary>
    public static bool IsWhole()
    {
        Span<PollDescriptor> streams =
        [
            new PollDescriptor { Descriptor = Fd.StandardInput.Value, Events = Events },
            new PollDescriptor { Descriptor = Fd.StandardOutput.Value, Events = Events },
        ];
        return Kernel.Poll(streams, 0).Ok && IsWhole(streams[1]) && IsWhole(streams[0]);
    }

    /// <summary>The same for a connection that was polled for these events.</summary>
    public static bool IsWhole(PollDescriptor polled)
    {
        Assert.That(polled.Events == Events);
        if ((polled.Returned & Events) != Events)
        {
            return false;
        }
        Result<int> length = Kernel.CountUnread(new Fd(polled.Descriptor));
        return length.Ok && length.Value < Limits.CopyLength;
    }
}
