using System;

namespace Sestet.Scripts;

/// <summary>A suite has not come to the end of a batch: it ran out of time, or its shell has ended before.</summary>
internal sealed class UnfinishedException(string suite, int index, bool late, string output) : Exception
{
    /// <summary>The script that it was at, from 0 on in the batch.</summary>
    public int Index => index;

    public override string Message =>
        $"{suite} {(late ? "was not done in time" : "came to no end")}; what the script has written: {output}";
}
