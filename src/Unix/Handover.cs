using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// How a daemon goes on in another program, in the same process: open descriptors are handed over by number, in the last
/// variable of the environment, which the new program takes out again: "SESTET_HANDOVER=PID:A:B...", where 0 stands for no
/// descriptor and n + 1 for n. The number of the process keeps a variable that strayed from being believed.
/// </summary>
internal static class Handover
{
    private static ReadOnlySpan<byte> Variable => "SESTET_HANDOVER="u8;

    /// <summary>
    /// Takes the descriptors that this process handed to itself: true where there are as many as the span is long. They
    /// have O_CLOEXEC again.
    /// </summary>
    public static bool TryTake(EnvironmentBlock environment, Span<Fd> descriptors)
    {
        int last = environment.Count - 1;
        if (last < 0 || !environment.AtZ(last).StartsWith(Variable))
        {
            return false;
        }
        ReadOnlySpan<byte> rest = environment.AtZ(last)[Variable.Length..^1];
        environment.Truncate(last);
        if (!TryTakeNumber(ref rest, out uint pid) || pid != (uint)Kernel.CurrentProcess().Value)
        {
            return false;
        }
        for (int i = 0; i < descriptors.Length; i++)
        {
            if (!TryTakeNumber(ref rest, out uint number) || number > int.MaxValue)
            {
                return false;
            }
            descriptors[i] = new Fd((int)number - 1);
            if (descriptors[i].IsOpen && Kernel.SetCloseOnExec(descriptors[i], on: true).Failed)
            {
                return false;
            }
        }
        return rest.IsEmpty;
    }

    private static bool TryTakeNumber(ref ReadOnlySpan<byte> rest, out uint number)
    {
        int colon = rest.IndexOf((byte)':');
        ReadOnlySpan<byte> digits = colon < 0 ? rest : rest[..colon];
        rest = colon < 0 ? default : rest[(colon + 1)..];
        return Text.TryParse(digits, out number);
    }

    /// <summary>
    /// Becomes the program, with these descriptors. Returns only with an error, and then all is as it was.
    /// </summary>
    // By itself, for its buffers would lie below everything a daemon has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Errno Execute(
        scoped ReadOnlySpan<byte> pathZ,
        Arguments arguments,
        EnvironmentBlock environment,
        scoped ReadOnlySpan<Fd> descriptors)
    {
        int count = environment.Count;
        EnvironmentList list = new(stackalloc nint[count + 2], environment, count);
        PathBuffer text = new(stackalloc byte[Limits.HandoverLengthMax]);
        text.Append(Variable);
        AppendNumber(ref text, (uint)Kernel.CurrentProcess().Value);
        foreach (Fd fd in descriptors)
        {
            text.Append(":"u8);
            AppendNumber(ref text, (uint)(fd.Value + 1));
        }
        Assert.That(!text.Overflowed);
        list.Append(text.TextZ);
        SetCloseOnExec(descriptors, on: false);
        Errno error = Kernel.Execute(pathZ, arguments, list.Block);
        SetCloseOnExec(descriptors, on: true);
        return error;
    }

    private static void AppendNumber(ref PathBuffer text, uint number)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        text.Append(digits[..Text.Format(number, digits)]);
    }

    private static void SetCloseOnExec(scoped ReadOnlySpan<Fd> descriptors, bool on)
    {
        foreach (Fd fd in descriptors)
        {
            if (fd.IsOpen)
            {
                Errno error = Kernel.SetCloseOnExec(fd, on);
                Assert.That(error.IsNone);
            }
        }
    }
}
