namespace Sestet.Rc;

/// <summary>
/// A value of a TOML document: the members of a table and the elements of an array are a list by First and Next. Texts are
/// places in the document's text; indices of nodes are 0 where there is none, for 0 is the document itself.
/// </summary>
internal struct TomlNode
{
    public TomlKind Kind;
    public TomlForm Form;

    /// <summary>The key's name; empty for an element of an array.</summary>
    public int NameStart;
    public int NameLength;

    /// <summary>A string's value; what was written, for other values that are no table and no array.</summary>
    public int TextStart;
    public int TextLength;

    /// <summary>An integer's value; 0 or 1 for a boolean.</summary>
    public long Number;

    /// <summary>Where in the source the key begins, or the element.</summary>
    public int Offset;

    public int Parent;
    public int First;
    public int Last;
    public int Next;

    /// <summary>The next in the same bucket of the document's index.</summary>
    public int HashNext;
}
