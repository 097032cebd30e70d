using System;
using Sestet.Base;

namespace Sestet.Linux;

// The user and group databases, as libc reads them (getpwnam(3), getgrent(3)). What it returns is overwritten by the
// next call, so nothing of it is handed out.
internal static unsafe partial class Kernel
{
    /// <summary>struct passwd of musl.</summary>
    private struct PasswordEntry
    {
        public byte* Name;
        public byte* Password;
        public uint Uid;
        public uint Gid;
        public byte* RealName;
        public byte* Home;
    }

    /// <summary>struct group of musl.</summary>
    private struct GroupEntry
    {
        public byte* Name;
        public byte* Password;
        public uint Gid;
        public byte** Members;
    }

    /// <summary>The account of that name; false where the user database does not have it or cannot be read.</summary>
    public static bool TryFindAccount(ReadOnlySpan<byte> nameZ, out Account account)
    {
        PasswordEntry* entry = (PasswordEntry*)Libc.getpwnam((byte*)PathPointer(nameZ));
        account = entry == null ? default : new Account(entry->Uid, entry->Gid);
        return entry != null;
    }

    /// <summary>
    /// The home directory of the account of that name, good until the next call. False where there is no such account;
    /// error: the database could not be read.
    /// </summary>
    public static bool TryFindHome(ReadOnlySpan<byte> nameZ, out ReadOnlySpan<byte> home, out Errno error)
    {
        *Libc.errno_location() = 0;
        PasswordEntry* entry = (PasswordEntry*)Libc.getpwnam((byte*)PathPointer(nameZ));
        home = entry == null ? default : MemoryZ.TextAt(entry->Home);
        error = entry == null ? new Errno(*Libc.errno_location()) : Errno.None;
        return entry != null;
    }

    /// <summary>The number of the group of that name; false where the group database does not have it.</summary>
    public static bool TryFindGroup(ReadOnlySpan<byte> nameZ, out uint gid)
    {
        GroupEntry* entry = (GroupEntry*)Libc.getgrnam((byte*)PathPointer(nameZ));
        gid = entry == null ? 0 : entry->Gid;
        return entry != null;
    }

    /// <summary>The account of a user number; false where the user database does not have it.</summary>
    public static bool TryFindAccount(uint uid, out Account account)
    {
        PasswordEntry* entry = (PasswordEntry*)Libc.getpwuid(unchecked((int)uid)); // the same 32 bits
        account = entry == null ? default : new Account(entry->Uid, entry->Gid);
        return entry != null;
    }

    /// <summary>
    /// Puts the name of a group into the span: its length, or 0 where the group database does not have it, or one that is
    /// longer.
    /// </summary>
    public static int FindGroupName(uint gid, Span<byte> name)
    {
        GroupEntry* entry = (GroupEntry*)Libc.getgrgid(unchecked((int)gid)); // the same 32 bits
        if (entry == null)
        {
            return 0;
        }
        ReadOnlySpan<byte> found = MemoryZ.TextAt(entry->Name);
        if (found.Length > name.Length)
        {
            return 0;
        }
        found.CopyTo(name);
        return found.Length;
    }

    /// <summary>
    /// The groups that list the name as a member, in the order of the group database: how many. Groups beyond the room
    /// are left out.
    /// </summary>
    public static Result<int> FindGroupsOf(ReadOnlySpan<byte> memberZ, Span<uint> groups)
    {
        byte* member = (byte*)PathPointer(memberZ);
        int count = 0;
        int error = 0;
        // One turn for each group of the database.
        while (count < groups.Length)
        {
            *Libc.errno_location() = 0;
            GroupEntry* entry = (GroupEntry*)Libc.getgrent();
            if (entry == null)
            {
                error = *Libc.errno_location();
                break;
            }
            if (HasMember(entry, member))
            {
                groups[count++] = entry->Gid;
            }
        }
        Libc.endgrent();
        return error != 0 ? new Result<int>(new Errno(error)) : new Result<int>(count);
    }

    private static bool HasMember(GroupEntry* entry, byte* name)
    {
        for (byte** at = entry->Members; *at != null; at++)
        {
            if (AreEqual(*at, name))
            {
                return true;
            }
        }
        return false;
    }

    private static bool AreEqual(byte* a, byte* b)
    {
        // SAFETY: both end in a NUL.
        while (*a == *b)
        {
            if (*a == 0)
            {
                return true;
            }
            a++;
            b++;
        }
        return false;
    }
}
