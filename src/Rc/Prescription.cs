using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>The state that a service of a set is to be in after boot, its rx (repodefs.html), from the lowest up.</summary>
internal enum Prescription : byte
{
    /// <summary>Not in the set's database at all.</summary>
    Masked,

    /// <summary>In the database, but not started at boot.</summary>
    Usable,

    /// <summary>Started at boot.</summary>
    Active,

    /// <summary>Started at boot, for it is essential.</summary>
    Always,
}

/// <summary>What prescriptions are called.</summary>
internal static class Prescriptions
{
    public const int Count = 4;

    /// <summary>The canonical name, which is that of the directory in a set, too.</summary>
    public static ReadOnlySpan<byte> Name(Prescription rx) => rx switch
    {
        Prescription.Masked => "masked"u8,
        Prescription.Usable => "usable"u8,
        Prescription.Active => "active"u8,
        Prescription.Always => "always"u8,
        _ => default,
    };

    /// <summary>Takes the canonical name, or any other that it has on a command line.</summary>
    public static bool TryParse(ReadOnlySpan<byte> word, out Prescription rx)
    {
        for (int i = 0; i < Count; i++)
        {
            rx = (Prescription)i;
            if (Has(Words(rx), word))
            {
                return true;
            }
        }
        rx = default;
        return false;
    }

    /// <summary>All names, with a blank behind each.</summary>
    private static ReadOnlySpan<byte> Words(Prescription rx) => rx switch
    {
        Prescription.Masked => "masked mask suppress "u8,
        Prescription.Usable => "usable unmasked unmask disabled disable inactive latent deactivate "u8,
        Prescription.Active => "active enabled enable activate onboot "u8,
        Prescription.Always => "always essential "u8,
        _ => default,
    };

    private static bool Has(ReadOnlySpan<byte> words, ReadOnlySpan<byte> word)
    {
        while (!words.IsEmpty)
        {
            int blank = words.IndexOf((byte)' ');
            Assert.That(blank > 0);
            if (words[..blank].SequenceEqual(word))
            {
                return true;
            }
            words = words[(blank + 1)..];
        }
        return false;
    }
}
