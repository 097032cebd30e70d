namespace Sestet.Base;

internal static partial class Limits
{
    /// <summary>The longest file that the front-end reads in a live directory: of 16 million services, or a diary.</summary>
    public const int LiveFileLengthMax = 16 << 20;
}
