using System;
using Sestet.Base;

namespace Sestet.Supervision;

/// <summary>
/// What the kernel writes about control groups of version 2: lines of /proc/PID/cgroup and of /proc/PID/mountinfo, and
/// "name value" lines such as those of memory.events.
/// </summary>
internal static class CgroupText
{
    /// <summary>The cgroup that the supervision tree's own processes are moved to, below the delegated one.</summary>
    public static ReadOnlySpan<byte> SupervisionName => "s6-supervision"u8;

    /// <summary>What the names of leaves begin with: no file of the kernel's does, and no controller's name.</summary>
    public static ReadOnlySpan<byte> LeafPrefix => "s6."u8;

    /// <summary>A line of /proc/PID/cgroup, "0::PATH" for version 2; the path, which begins with a slash.</summary>
    public static bool TryParseMembership(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> path)
    {
        path = default;
        line = TrimNewline(line);
        // One that was removed under its processes is of no use.
        if (!line.StartsWith("0::/"u8) || line.EndsWith(" (deleted)"u8))
        {
            return false;
        }
        path = line["0::"u8.Length..];
        return true;
    }

    /// <summary>
    /// Whether a file /proc/PID/cgroup tells of a process in the leaf of that name, or below it. There is but one of the
    /// name: see FormatLeaf.
    /// </summary>
    public static bool IsMember(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> leaf)
    {
        while (!lines.IsEmpty)
        {
            int newline = lines.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = newline < 0 ? lines : lines[..newline];
            lines = newline < 0 ? default : lines[(newline + 1)..];
            if (TryParseMembership(line, out ReadOnlySpan<byte> path))
            {
                return HasPart(path, leaf);
            }
        }
        return false;
    }

    private static bool HasPart(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name)
    {
        while (!path.IsEmpty)
        {
            path = path[1..];
            int slash = path.IndexOf((byte)'/');
            if ((slash < 0 ? path : path[..slash]).SequenceEqual(name))
            {
                return true;
            }
            path = slash < 0 ? default : path[slash..];
        }
        return false;
    }

    /// <summary>
    /// A line of mountinfo (proc_pid_mountinfo(5)) that mounts cgroup2: what of the hierarchy is mounted, and where. Both
    /// are still as the kernel escapes them.
    /// <code>
    /// 36 35 0:31 /root /mount/point rw,nosuid shared:9 - cgroup2 cgroup2 rw
    /// </code>
    /// </summary>
    public static bool TryParseMount(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> root, out ReadOnlySpan<byte> point)
    {
        root = default;
        point = default;
        line = TrimNewline(line);
        int separator = line.IndexOf(" - "u8);
        if (separator < 0 || !line[(separator + 3)..].StartsWith("cgroup2 "u8))
        {
            return false;
        }
        ReadOnlySpan<byte> fields = line[..separator];
        for (int i = 0; i < 3; i++)
        {
            _ = NextField(ref fields);
        }
        root = NextField(ref fields);
        point = NextField(ref fields);
        return !root.IsEmpty && root[0] == '/' && !point.IsEmpty && point[0] == '/';
    }

    /// <summary>
    /// The part of a cgroup's path below what is mounted: empty for the mounted one itself. False where it is not below,
    /// as with a mount from outside of this process's cgroup namespace.
    /// </summary>
    public static bool TryStripRoot(ReadOnlySpan<byte> path, ReadOnlySpan<byte> root, out ReadOnlySpan<byte> below)
    {
        Assert.That(path[0] == '/' && root[0] == '/');
        ReadOnlySpan<byte> prefix = root.Length == 1 ? default : root;
        bool within = path.StartsWith(prefix) && (path.Length == prefix.Length || path[prefix.Length] == '/');
        below = within ? path[prefix.Length..] : default;
        below = below.Length == 1 ? default : below;
        return within;
    }

    /// <summary>
    /// Undoes the escapes of mountinfo (backslash and three octal digits): the length, or -1 where it does not fit.
    /// </summary>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> plain)
    {
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (length == plain.Length)
            {
                return -1;
            }
            bool escaped = text[i] == '\\' && i + 3 < text.Length && IsOctal(text[i + 1], 3)
                && IsOctal(text[i + 2], 7) && IsOctal(text[i + 3], 7);
            plain[length++] = escaped
                ? (byte)((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'))
                : text[i];
            i += escaped ? 3 : 0;
        }
        return length;
    }

    /// <summary>
    /// The name of a service's leaf: the service's own, for people, and its directory's device and inode, which no other
    /// service of this machine has. The length.
    /// </summary>
    public static int FormatLeaf(ReadOnlySpan<byte> service, ulong device, ulong inode, Span<byte> name)
    {
        Assert.That(name.Length >= Limits.CgroupNameLengthMax);
        ReadOnlySpan<byte> shown = ShownName(service);
        shown = shown[..Math.Min(shown.Length, Limits.CgroupShownNameLengthMax)];
        LeafPrefix.CopyTo(name);
        int length = LeafPrefix.Length;
        foreach (byte b in shown)
        {
            name[length++] = b is (byte)'/' or (byte)'\n' ? (byte)'-' : b;
        }
        name[length++] = (byte)'.';
        length += FormatHex(device, name[length..]);
        name[length++] = (byte)'-';
        length += FormatHex(inode, name[length..]);
        Assert.That(length <= Limits.CgroupNameLengthMax);
        return length;
    }

    /// <summary>The value of a "name value" line among others.</summary>
    public static bool TryGetValue(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> name, out ulong value)
    {
        while (!lines.IsEmpty)
        {
            int newline = lines.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = newline < 0 ? lines : lines[..newline];
            lines = newline < 0 ? default : lines[(newline + 1)..];
            if (line.Length > name.Length && line[name.Length] == ' ' && line.StartsWith(name))
            {
                return Text.TryParse(line[(name.Length + 1)..], out value);
            }
        }
        value = 0;
        return false;
    }

    /// <summary>The last name of a path; of a logger's, that of its service too.</summary>
    private static ReadOnlySpan<byte> ShownName(ReadOnlySpan<byte> service)
    {
        while (service.Length > 1 && service[^1] == '/')
        {
            service = service[..^1];
        }
        bool isLog = service.EndsWith("/log"u8) && service.Length > "/log"u8.Length;
        ReadOnlySpan<byte> before = isLog ? service[..^4] : service;
        return service[(before.LastIndexOf((byte)'/') + 1)..];
    }

    private static int FormatHex(ulong value, Span<byte> text)
    {
        int length = 1;
        for (ulong rest = value >> 4; rest != 0; rest >>= 4)
        {
            length++;
        }
        for (int i = length - 1; i >= 0; i--, value >>= 4)
        {
            text[i] = Text.HexDigit((int)(value & 0xf));
        }
        return length;
    }

    private static ReadOnlySpan<byte> NextField(scoped ref ReadOnlySpan<byte> fields)
    {
        int blank = fields.IndexOf((byte)' ');
        ReadOnlySpan<byte> field = blank < 0 ? fields : fields[..blank];
        fields = blank < 0 ? default : fields[(blank + 1)..];
        return field;
    }

    private static bool IsOctal(byte digit, int most) => digit >= (byte)'0' && digit <= (byte)'0' + most;

    private static ReadOnlySpan<byte> TrimNewline(ReadOnlySpan<byte> line) =>
        !line.IsEmpty && line[^1] == '\n' ? line[..^1] : line;
}
