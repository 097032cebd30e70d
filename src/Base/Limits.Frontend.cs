namespace Sestet.Base;

internal static partial class Limits
{
    /// <summary>The longest file that the front-end reads in a live directory: of 16 million services, or a diary.</summary>
    public const int LiveFileLengthMax = 16 << 20;

    /// <summary>Bytes of a live directory's diary, timeline, with which s6-rc begins it anew: some 20,000 transitions.</summary>
    public const int LiveDiaryLengthMax = 1 << 20;
}
