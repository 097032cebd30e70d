namespace Sestet.Linux;

/// <summary>A file descriptor number; -1 is none.</summary>
internal readonly struct Fd(int value)
{
    public static Fd None => new(-1);

    public static Fd StandardInput => new(0);

    public static Fd StandardOutput => new(1);

    public static Fd StandardError => new(2);

    /// <summary>AT_FDCWD: names are looked up in the current directory.</summary>
    public static Fd CurrentDirectory => new(-100);

    public int Value { get; } = value;

    public bool IsOpen => Value >= 0;
}
