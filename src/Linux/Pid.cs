namespace Sestet.Linux;

/// <summary>A process number; 0 is none.</summary>
internal readonly struct Pid(int value)
{
    public static Pid None => default;

    public int Value { get; } = value;

    public bool IsNone => Value == 0;
}
