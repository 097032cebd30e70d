using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>Accounts of the user database, and the groups that belong to one.</summary>
internal static class Accounts
{
#if !FREESTANDING
    // The simulation runs one program a thread.
    [System.ThreadStatic]
#endif
    private static GroupNumbers s_groups;

    [InlineArray(Limits.GroupsMax + 1)]
    private struct GroupNumbers
    {
        private uint _first;
    }

    /// <summary>The account of that name; false where it is unknown.</summary>
    public static bool TryFind(ReadOnlySpan<byte> nameZ, out Account account) => Kernel.TryFindAccount(nameZ, out account);

    /// <summary>
    /// Every group of an account: its primary one, and those that list the name as a member. The list is good until the
    /// next call.
    /// </summary>
    public static Errno TryFindGroups(ReadOnlySpan<byte> nameZ, uint primary, out ReadOnlySpan<uint> groups)
    {
        Span<uint> numbers = s_groups;
        groups = default;
        Result<int> found = Kernel.FindGroupsOf(nameZ, numbers[1..]);
        if (!found.Ok)
        {
            return found.Error;
        }
        numbers[0] = primary;
        Span<uint> all = numbers[..(found.Value + 1)];
        bool listed = false;
        foreach (uint gid in all[1..])
        {
            listed |= gid == primary;
        }
        groups = listed ? all[1..] : all;
        return Errno.None;
    }

    /// <summary>The groups that list the account as a member. The list is good until the next call.</summary>
    public static Errno TryFindMemberships(scoped ReadOnlySpan<byte> nameZ, out ReadOnlySpan<uint> groups)
    {
        Span<uint> numbers = s_groups;
        Result<int> found = Kernel.FindGroupsOf(nameZ, numbers[..Limits.GroupsMax]);
        groups = found.Ok ? numbers[..found.Value] : default;
        return found.Error;
    }

    /// <summary>Reads group numbers with commas between them, or none. The list is good until the next call.</summary>
    public static bool TryParseGroups(scoped ReadOnlySpan<byte> text, out ReadOnlySpan<uint> groups)
    {
        Span<uint> numbers = s_groups;
        int count = 0;
        groups = default;
        while (!text.IsEmpty)
        {
            int comma = text.IndexOf((byte)',');
            ReadOnlySpan<byte> number = comma < 0 ? text : text[..comma];
            if (count == Limits.GroupsMax || comma == text.Length - 1 || !Text.TryParse(number, out numbers[count]))
            {
                return false;
            }
            count++;
            text = comma < 0 ? default : text[(comma + 1)..];
        }
        groups = numbers[..count];
        return true;
    }
}
