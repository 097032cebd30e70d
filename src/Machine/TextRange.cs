namespace Sestet.Machine;

/// <summary>A place in a longer text.</summary>
internal readonly struct TextRange(int start, int length)
{
    public int Start { get; } = start;

    public int Length { get; } = length;
}
