namespace Sestet.Base;

/// <summary>What a fallible call gives: a value, or the error that kept it from one.</summary>
internal readonly struct Result<T>
    where T : struct
{
    private readonly T _value;

    public Result(T value)
    {
        _value = value;
        Error = Errno.None;
    }

    public Result(Errno error)
    {
        Assert.That(error.Failed);
        _value = default;
        Error = error;
    }

    public Errno Error { get; }

    public bool Ok => Error.IsNone;

    /// <summary>The value; asking a failed result for it is a fault of the caller.</summary>
    public T Value
    {
        get
        {
            Assert.That(Error.IsNone);
            return _value;
        }
    }
}
