using System;

namespace Sestet.Rc;

/// <summary>Names of sets: each is a link in the repository's directories sources and compiled.</summary>
internal static class SetName
{
    /// <summary>
    /// Empty where it can be the name of a set; else what is wrong. What begins with a period is the repository's own: a set
    /// of such a name would be shown by no command, and could take the place of the reference database.
    /// </summary>
    public static ReadOnlySpan<byte> Problem(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return "set names cannot be empty"u8;
        }
        if (name.IndexOf((byte)'/') >= 0 || name.IndexOf((byte)'\n') >= 0)
        {
            return "set names cannot contain / or newlines"u8;
        }
        return name[0] == '.' ? "set names cannot begin with a period"u8 : default;
    }

    /// <summary>The same for what may be the name of a service.</summary>
    public static ReadOnlySpan<byte> ServiceProblem(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return "service names cannot be empty"u8;
        }
        if (name.IndexOf((byte)'/') >= 0 || name.IndexOf((byte)'\n') >= 0)
        {
            return "service names cannot contain / or newlines"u8;
        }
        return name.StartsWith(ServiceSet.ReservedPrefix) ? "service names cannot start with reserved prefixes"u8 : default;
    }
}
