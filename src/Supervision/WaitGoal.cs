using Sestet.Base;

namespace Sestet.Supervision;

/// <summary>What s6-svwait and its kin wait for: their options -u -U -d -D -r -R -a -o -t.</summary>
internal struct WaitGoal
{
    /// <summary>The options that they have in common, for getopt.</summary>
    public const byte TimeoutOption = (byte)'t';

    /// <summary>Up, or else down.</summary>
    public bool Up;

    /// <summary>Up and ready, or down and finished.</summary>
    public bool Ready;

    /// <summary>First down, then up.</summary>
    public bool Restart;

    /// <summary>One of the services is enough.</summary>
    public bool Any;

    /// <summary>0 is without end.</summary>
    public uint TimeoutMs;

    public static WaitGoal Default => new() { Up = true };

    /// <summary>Takes in one option; false for one that is none of these, or a value that is no number.</summary>
    public bool TryApply(byte letter, System.ReadOnlySpan<byte> value)
    {
        switch (letter)
        {
            case (byte)'u':
            case (byte)'U':
            case (byte)'d':
            case (byte)'D':
            case (byte)'r':
            case (byte)'R':
                Up = letter is not ((byte)'d' or (byte)'D');
                Ready = letter is (byte)'U' or (byte)'D' or (byte)'R';
                Restart = letter is (byte)'r' or (byte)'R';
                return true;
            case (byte)'a':
                Any = false;
                return true;
            case (byte)'o':
                Any = true;
                return true;
            case TimeoutOption:
                return Text.TryParse(value, out TimeoutMs);
            default:
                return false;
        }
    }
}
