using Sestet.Linux;

namespace Sestet.Execline;

/// <summary>
/// A name and the words that stand for it in a command line. Both lie in memory that stays: arguments, environment, or
/// memory of the chain.
/// </summary>
internal struct SubstitutionKey
{
    public TextReference Name;

    /// <summary>The words, each with a NUL behind it.</summary>
    public TextReference Words;

    /// <summary>How many words; none takes away what the name stands in.</summary>
    public int Count;
}
