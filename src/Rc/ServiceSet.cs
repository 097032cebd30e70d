using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>
/// A set of a repository (repodefs.html): each service of the reference database has one prescription. Those that s6-rc
/// brings with itself are in no set.
/// </summary>
internal readonly ref struct ServiceSet
{
    /// <summary>What a service has that is not in the set.</summary>
    public const byte Absent = 0xff;

    private readonly Span<byte> _prescriptions;

    /// <summary>A set without services; the memory has a byte for each of the database.</summary>
    public ServiceSet(CompiledDatabase database, Span<byte> prescriptions)
    {
        Assert.That(prescriptions.Length == database.Count);
        Database = database;
        _prescriptions = prescriptions;
        _prescriptions.Fill(Absent);
    }

    /// <summary>What names of s6-rc's own services begin with.</summary>
    public static ReadOnlySpan<byte> ReservedPrefix => "s6rc-"u8;

    public CompiledDatabase Database { get; }

    public int Count => _prescriptions.Length;

    public Prescription this[int service]
    {
        get
        {
            Assert.That(Has(service));
            return (Prescription)_prescriptions[service];
        }
        set => _prescriptions[service] = (byte)value;
    }

    public bool Has(int service) => _prescriptions[service] != Absent;

    /// <summary>Copies the prescriptions, a byte for each service.</summary>
    public void CopyTo(Span<byte> prescriptions) => _prescriptions.CopyTo(prescriptions);

    /// <summary>It is one of s6-rc's own.</summary>
    public bool IsReserved(int service) => Database.Name(service).StartsWith(ReservedPrefix);

    /// <summary>A service that should be in the set and is not, or -1.</summary>
    public int FindAbsent()
    {
        for (int i = 0; i < Count; i++)
        {
            if (!Has(i) && !IsReserved(i))
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>
    /// Finds a service that needs more of another than that one's prescription gives, or that is masked while another of its
    /// pipeline is not. A set where there is none is consistent.
    /// </summary>
    public bool TryFindConflict(out int service, out int needed)
    {
        for (service = 0; service < Count; service++)
        {
            if (IsReserved(service))
            {
                continue;
            }
            NumberList dependencies = Database.Dependencies(service, up: true);
            for (int i = 0; i < dependencies.Count; i++)
            {
                needed = dependencies.Service(i);
                if (!IsReserved(needed) && this[needed] < this[service])
                {
                    return true;
                }
            }
            needed = Database.IsLongrun(service) ? Database.Consumer(service) : -1;
            if (needed >= 0 && this[needed] == Prescription.Masked != (this[service] == Prescription.Masked))
            {
                return true;
            }
        }
        needed = -1;
        return false;
    }
}
