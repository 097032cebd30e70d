using System;

namespace Sestet.Chaos;

/// <summary>Something happened that must not.</summary>
internal sealed class ViolationException : Exception
{
    public ViolationException(string message)
        : base(message)
    {
    }

    public ViolationException()
    {
    }

    public ViolationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
