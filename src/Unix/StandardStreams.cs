using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>Descriptors 0, 1 and 2.</summary>
internal static class StandardStreams
{
    /// <summary>
    /// Opens /dev/null for those that are closed, so that no file opened later takes their number. Where /dev/null is not
    /// to be had, a pipe stands in, so that reading ends at once and writing fails.
    /// </summary>
    public static Errno Ensure()
    {
        // One poll(2) tells of all three.
        Span<PollDescriptor> polls = stackalloc PollDescriptor[3];
        for (int i = 0; i < polls.Length; i++)
        {
            polls[i] = new PollDescriptor { Descriptor = i };
        }
        Result<int> polled = Kernel.Poll(polls, 0);
        for (int i = 0; i < polls.Length; i++)
        {
            if (!polled.Ok || (polls[i].Returned & PollDescriptor.POLLNVAL) != 0)
            {
                if (!polled.Ok && Kernel.CheckOpen(new Fd(i)).IsNone)
                {
                    continue;
                }
                int flags = i == 0 ? OpenFlags.O_RDONLY : OpenFlags.O_WRONLY;
                Result<Fd> opened = Kernel.Open(Fd.CurrentDirectory, "/dev/null\0"u8, flags);
                if (!opened.Ok)
                {
                    return opened.Error;
                }
                Assert.That(opened.Value.Value == i);
                Errno error = Kernel.SetCloseOnExec(opened.Value, on: false);
                if (error.Failed)
                {
                    return error;
                }
            }
        }
        return Errno.None;
    }

    /// <summary>Points a standard descriptor at /dev/null.</summary>
    public static Errno Silence(Fd standard)
    {
        Assert.That(standard.Value is >= 0 and <= 2);
        Result<Fd> opened = Kernel.Open(
            Fd.CurrentDirectory, "/dev/null\0"u8, standard.Value == 0 ? OpenFlags.O_RDONLY : OpenFlags.O_WRONLY);
        if (!opened.Ok)
        {
            return opened.Error;
        }
        Errno error = Kernel.DuplicateTo(opened.Value, standard.Value);
        Kernel.Close(opened.Value);
        return error;
    }
}
