namespace Sestet.Execline;

/// <summary>A part of a word that holds names to be replaced.</summary>
internal struct WordSegment
{
    /// <summary>No key: text of the word itself.</summary>
    public const int Literal = -1;

    /// <summary>Where the text begins in the word, and its length.</summary>
    public int Start;

    public int Length;

    /// <summary>The index of its key, or Literal.</summary>
    public int Key;

    /// <summary>The key's present value: where it begins in the key's words, and its number.</summary>
    public int ValueStart;

    public int Value;
}
