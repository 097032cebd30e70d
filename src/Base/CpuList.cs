using System;

namespace Sestet.Base;

/// <summary>A list of processors as the kernel writes it (/sys/devices/system/cpu/online): "0-3,8".</summary>
internal static class CpuList
{
    /// <summary>How many it names; 0 where it is not understood.</summary>
    public static int Count(ReadOnlySpan<byte> list)
    {
        int count = 0;
        while (!list.IsEmpty)
        {
            int comma = list.IndexOf((byte)',');
            ReadOnlySpan<byte> range = comma < 0 ? list : list[..comma];
            list = comma < 0 ? default : list[(comma + 1)..];
            int dash = range.IndexOf((byte)'-');
            if (!Text.TryParse(dash < 0 ? range : range[..dash], out uint first)
                || !Text.TryParse(dash < 0 ? range : range[(dash + 1)..], out uint last)
                || last < first || last >= Limits.CpusMax)
            {
                return 0;
            }
            count += (int)(last - first + 1);
        }
        return count <= Limits.CpusMax ? count : 0;
    }
}
