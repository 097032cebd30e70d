namespace Sestet.Linux;

/// <summary>A datagram that was received: its length, and the process that the kernel says it is from.</summary>
internal readonly struct Datagram(int length, Pid sender, bool truncated)
{
    public int Length { get; } = length;

    /// <summary>None where the kernel did not say, as with a process of another PID namespace.</summary>
    public Pid Sender { get; } = sender;

    /// <summary>It was longer than the buffer, and the rest is lost.</summary>
    public bool IsTruncated { get; } = truncated;
}
