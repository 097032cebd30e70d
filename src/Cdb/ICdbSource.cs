using System;
using Sestet.Base;

namespace Sestet.Cdb;

/// <summary>Where a constant database is read from.</summary>
internal interface ICdbSource
{
    /// <summary>Fills the buffer from a place in the file. EINVAL: the file ends before.</summary>
    Errno Read(long position, scoped Span<byte> buffer);
}
