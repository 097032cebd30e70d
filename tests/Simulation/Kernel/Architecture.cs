namespace Sestet.Linux;

/// <summary>What the program uses of the two architectures' constants; the numbers are those of x86-64.</summary>
internal static class Architecture
{
    public const int O_DIRECTORY = 0x10000;
    public const int O_NOFOLLOW = 0x20000;
}
