using Sestet.Base;

namespace Sestet.Linux;

/// <summary>
/// How the children of a process with very many descriptors come to theirs: without a copy of the whole table, which would
/// take longer than all else. The numbers from FirstPrivate on are the parent's own. Those right below it are kept for the
/// way through: spares that the child's are put under first, and below them one of /dev/null.
/// </summary>
internal struct ChildDescriptors
{
    /// <summary>Numbers kept below FirstPrivate: Limits.SpawnDescriptorsMax spares, and /dev/null.</summary>
    public const int Kept = Base.Limits.SpawnDescriptorsMax + 1;

    /// <summary>0: the child gets a copy of the table.</summary>
    public int FirstPrivate;

    /// <summary>The child's limit of descriptors is that one, not the parent's; none where its soft limit is 0.</summary>
    public ResourceLimits Limits;

    /// <summary>The descriptor of /dev/null.</summary>
    public readonly Fd Nothing => new(FirstPrivate - Kept);

    /// <summary>
    /// Gives a descriptor a number that children need not be spared, where there is one: many low ones are free only where
    /// this process has inherited a high one, or has few.
    /// </summary>
    public readonly Fd Raise(Fd fd)
    {
        if (fd.Value >= FirstPrivate)
        {
            return fd;
        }
        Result<Fd> raised = Kernel.DuplicateAbove(fd, FirstPrivate);
        if (!raised.Ok)
        {
            return fd;
        }
        Kernel.Close(fd);
        return raised.Value;
    }

    /// <summary>The number that the descriptor of that place in a SpawnRequest passes through.</summary>
    public readonly int Spare(int place) => FirstPrivate - 1 - place;
}
