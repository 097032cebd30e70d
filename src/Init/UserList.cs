using System;

namespace Sestet.Init;

/// <summary>A list of users, one a line; lines that begin with # say nothing.</summary>
internal static class UserList
{
    public static bool Contains(ReadOnlySpan<byte> list, ReadOnlySpan<byte> user)
    {
        while (!list.IsEmpty)
        {
            int end = list.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = Trim(end < 0 ? list : list[..end]);
            list = end < 0 ? default : list[(end + 1)..];
            if (!line.IsEmpty && line[0] != '#' && line.SequenceEqual(user))
            {
                return true;
            }
        }
        return false;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty && IsBlank(line[0]))
        {
            line = line[1..];
        }
        while (!line.IsEmpty && IsBlank(line[^1]))
        {
            line = line[..^1];
        }
        return line;
    }

    private static bool IsBlank(byte letter) => letter is (byte)' ' or (byte)'\t' or (byte)'\r';
}
