using System;
using Sestet.Base;

namespace Sestet.Supervision;

/// <summary>
/// /proc/PID/stat (proc_pid_stat(5)): "PID (NAME) STATE PARENT GROUP SESSION …". The name may hold anything, blanks and
/// brackets too.
/// </summary>
internal static class ProcessStat
{
    /// <summary>The session a process belongs to; the beginning of the file is enough.</summary>
    public static bool TryGetSession(ReadOnlySpan<byte> stat, out uint session)
    {
        session = 0;
        int end = stat.LastIndexOf((byte)')');
        if (end < 0 || end + 2 >= stat.Length)
        {
            return false;
        }
        ReadOnlySpan<byte> fields = stat[(end + 2)..];
        for (int i = 0; i < 3; i++)
        {
            int blank = fields.IndexOf((byte)' ');
            if (blank < 0)
            {
                return false;
            }
            fields = fields[(blank + 1)..];
        }
        int length = fields.IndexOf((byte)' ');
        return length >= 0 && Text.TryParse(fields[..length], out session);
    }
}
