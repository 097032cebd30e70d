using System;
using Sestet.Base;
using Sestet.Cdb;

namespace Sestet.Rc;

/// <summary>
/// A compiled database's file resolve.cdb: to every name, of a bundle as of an atomic service, the numbers of the atomic
/// services that it stands for.
/// </summary>
internal readonly ref struct NameTable(ReadOnlySpan<byte> cdb, int serviceCount)
{
    private readonly ReadOnlySpan<byte> _cdb = cdb;
    private readonly int _serviceCount = serviceCount;

    /// <summary>Bytes in memory as a constant database.</summary>
    private readonly ref struct Source(ReadOnlySpan<byte> bytes) : ICdbSource
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public Errno Read(long position, scoped Span<byte> buffer)
        {
            if (position > _bytes.Length - buffer.Length)
            {
                return Errno.EINVAL;
            }
            _bytes.Slice((int)position, buffer.Length).CopyTo(buffer);
            return Errno.None;
        }
    }

    /// <summary>ENOENT: there is no such name. EINVAL: the file is damaged.</summary>
    public Errno Find(scoped ReadOnlySpan<byte> name, out NumberList services)
    {
        services = default;
        if (name.IsEmpty)
        {
            return Errno.ENOENT;
        }
        Source source = new(_cdb);
        Errno error = CdbSearch.Find(ref source, name, out long position, out long length);
        if (error.Failed)
        {
            return error;
        }
        return length < 0 ? Errno.ENOENT : TryTake(position, length, out services) ? Errno.None : Errno.EINVAL;
    }

    /// <summary>Begins to go through all names; see Next.</summary>
    public Errno Begin(out CdbTraversal traversal)
    {
        Source source = new(_cdb);
        return CdbTraversal.Begin(ref source, out traversal);
    }

    /// <summary>The next name and what it stands for; found is false behind the last. EINVAL: the file is damaged.</summary>
    public Errno Next(ref CdbTraversal traversal, out bool found, out ReadOnlySpan<byte> name, out NumberList services)
    {
        name = default;
        services = default;
        Source source = new(_cdb);
        Errno error = traversal.Next(ref source, out found);
        if (error.Failed || !found)
        {
            return error;
        }
        if (traversal.DataPosition + traversal.DataLength > _cdb.Length)
        {
            return Errno.EINVAL;
        }
        name = _cdb.Slice((int)traversal.KeyPosition, (int)traversal.KeyLength);
        return TryTake(traversal.DataPosition, traversal.DataLength, out services) ? Errno.None : Errno.EINVAL;
    }

    private bool TryTake(long position, long length, out NumberList services)
    {
        services = default;
        if (position < 0 || length % NumberList.NumberLength != 0 || length > _cdb.Length - position)
        {
            return false;
        }
        services = new NumberList(_cdb.Slice((int)position, (int)length));
        return services.AllBelow(_serviceCount);
    }
}
