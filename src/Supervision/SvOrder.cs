using System;

namespace Sestet.Supervision;

/// <summary>What must be the case before an order of sv is given.</summary>
internal enum SvPrecondition
{
    None,

    /// <summary>The service is up, and wanted so; else there is nothing to do.</summary>
    IsUp,

    /// <summary>No order is given: the service is to become what it is wanted to be.</summary>
    Settles,
}

/// <summary>A command of sv, in options of s6-svc (sv(8) of runit).</summary>
internal ref struct SvOrder
{
    /// <summary>The option of s6-svc; nothing where none is sent.</summary>
    public ReadOnlySpan<byte> LettersZ;

    /// <summary>The one where s6-svc waits.</summary>
    public ReadOnlySpan<byte> WaitLettersZ;

    /// <summary>What s6-svc waits for; nothing where that can be nothing.</summary>
    public ReadOnlySpan<byte> WaitZ;

    public SvPrecondition Precondition;

    /// <summary>Without -v, too; and the status is told.</summary>
    public bool AlwaysWaits;

    /// <summary>The supervisor exits, too.</summary>
    public bool Exits;

    /// <summary>sv would kill a service that takes its time.</summary>
    public bool Forces;

    /// <summary>
    /// Finds it by its name, or by the first letters of one that is a command of s6-svc, too; false where there is none.
    /// </summary>
    public static bool TryFind(ReadOnlySpan<byte> word, out SvOrder order)
    {
        ReadOnlySpan<byte> force = "force-"u8;
        if (word.StartsWith(force))
        {
            word = word[force.Length..];
            return TryFindScripted(word, out order, forces: true) && !order.LettersZ.IsEmpty
                && order.Precondition == SvPrecondition.None && !word.SequenceEqual("start"u8);
        }
        if (word.SequenceEqual("T"u8))
        {
            return TryFindScripted("try-restart"u8, out order, forces: true);
        }
        if (word.SequenceEqual("D"u8) || word.SequenceEqual("E"u8) || word.SequenceEqual("X"u8))
        {
            bool found = TryFindSimple(word.SequenceEqual("D"u8) ? "down"u8 : "exit"u8, out order);
            order.Forces = true;
            return found;
        }
        return TryFindScripted(word, out order, forces: false) || TryFindSimple(word, out order);
    }

    /// <summary>Those for init scripts: they wait and tell the status.</summary>
    private static bool TryFindScripted(ReadOnlySpan<byte> word, out SvOrder order, bool forces)
    {
        order = word.SequenceEqual("start"u8) ? Order("-u\0"u8, "-u\0"u8, "-wU\0"u8)
            : word.SequenceEqual("stop"u8) ? Order("-d\0"u8, "-d\0"u8, "-wD\0"u8)
            : word.SequenceEqual("shutdown"u8) ? Order("-xd\0"u8, "-d\0"u8, "-wD\0"u8)
            : word.SequenceEqual("restart"u8) ? Order("-ru\0"u8, "-ru\0"u8, "-wU\0"u8)
            : word.SequenceEqual("try-restart"u8) ? Order("-r\0"u8, "-r\0"u8, "-wU\0"u8)
            : word.SequenceEqual("reload"u8) ? Order("-h\0"u8, default, default)
            : default;
        bool checks = word.SequenceEqual("check"u8);
        order.Precondition = checks ? SvPrecondition.Settles
            : word.SequenceEqual("try-restart"u8) ? SvPrecondition.IsUp
            : SvPrecondition.None;
        order.Exits = word.SequenceEqual("shutdown"u8);
        order.Forces = forces;
        order.AlwaysWaits = checks || !order.LettersZ.IsEmpty;
        return order.AlwaysWaits;
    }

    /// <summary>One letter of s6-svc, or the status: the first letters tell them apart.</summary>
    private static bool TryFindSimple(ReadOnlySpan<byte> word, out SvOrder order)
    {
        order = default;
        if (word.IsEmpty)
        {
            return false;
        }
        order = word[0] switch
        {
            (byte)'1' => Order("-1\0"u8, default, default),
            (byte)'2' => Order("-2\0"u8, default, default),
            (byte)'a' => Order("-a\0"u8, default, default),
            (byte)'c' => Order("-c\0"u8, "-c\0"u8, "-wU\0"u8),
            (byte)'d' => Order("-d\0"u8, "-d\0"u8, "-wD\0"u8),
            (byte)'e' or (byte)'x' => Order("-xd\0"u8, "-d\0"u8, "-wD\0"u8),
            (byte)'h' => Order("-h\0"u8, default, default),
            (byte)'i' => Order("-i\0"u8, default, default),
            (byte)'k' => Order("-k\0"u8, default, default),
            (byte)'o' => Order("-o\0"u8, "-o\0"u8, "-wU\0"u8),
            (byte)'p' => Order("-p\0"u8, default, default),
            (byte)'q' => Order("-q\0"u8, default, default),
            (byte)'t' => Order("-t\0"u8, "-r\0"u8, "-wR\0"u8),
            (byte)'u' => Order("-u\0"u8, "-u\0"u8, "-wU\0"u8),
            _ => default,
        };
        order.Exits = word[0] is (byte)'e' or (byte)'x';
        order.AlwaysWaits = word[0] == 's';
        ReadOnlySpan<byte> whole = word[0] switch
        {
            (byte)'a' => "alarm"u8,
            (byte)'c' => "cont"u8,
            (byte)'d' => "down"u8,
            (byte)'e' => "exit"u8,
            (byte)'h' => "hup"u8,
            (byte)'i' => "interrupt"u8,
            (byte)'k' => "kill"u8,
            (byte)'o' => "once"u8,
            (byte)'p' => "pause"u8,
            (byte)'q' => "quit"u8,
            (byte)'s' => "status"u8,
            (byte)'t' => "term"u8,
            (byte)'u' => "up"u8,
            (byte)'1' or (byte)'2' or (byte)'x' => word[..1],
            _ => default,
        };
        return whole.StartsWith(word);
    }

    private static SvOrder Order(ReadOnlySpan<byte> lettersZ, ReadOnlySpan<byte> waitLettersZ, ReadOnlySpan<byte> waitZ) =>
        new() { LettersZ = lettersZ, WaitLettersZ = waitLettersZ, WaitZ = waitZ };
}
