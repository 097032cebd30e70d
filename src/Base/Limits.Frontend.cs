namespace Sestet.Base;

internal static partial class Limits
{
    /// <summary>The longest file of a live directory that the front-end reads: a state of 16 million services, or a diary.</summary>
    public const int LiveFileLengthMax = 16 << 20;
}
