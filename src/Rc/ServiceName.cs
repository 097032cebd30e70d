using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>Names of services (s6-rc-compile.html, "Source format").</summary>
internal static class ServiceName
{
    /// <summary>Whether the name can be one; why not, for people.</summary>
    public static bool IsValid(scoped ReadOnlySpan<byte> name, out ReadOnlySpan<byte> why)
    {
        why = name.IsEmpty ? "it is empty"u8
            : name[0] == '.' ? "it begins with a dot"u8
            : name.Contains((byte)'/') ? "it has a slash"u8
            : name.Contains((byte)'\n') ? "it has a line end"u8
            : name.Contains((byte)0) ? "it has a NUL"u8
            : name.Length > Limits.NameLengthMax ? "it is longer than the name of a file can be"u8
            : IsReserved(name) ? "names that begin with s6rc- or s6-rc- are those of s6-rc itself"u8
            : default;
        return why.IsEmpty;
    }

    public static bool IsReserved(scoped ReadOnlySpan<byte> name) => name.StartsWith("s6rc-"u8) || name.StartsWith("s6-rc-"u8);
}
