using System.Runtime.InteropServices;

namespace Sestet.Rc;

/// <summary>
/// A name of the source format, and what is defined under it. A name that is mentioned only is of kind Unknown.
/// Lists are parts of the compiler's list of mentions, which has indices of definitions; texts are parts of its texts.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct Definition
{
    /// <summary>The name, which a NUL stands behind.</summary>
    public TextPart Name;

    public DefinitionKind Kind;

    /// <summary>See ServiceFlags.</summary>
    public uint Flags;

    /// <summary>Which source directory it stands in, or one of the two below.</summary>
    public int Source;

    public uint TimeoutDownMs;
    public uint TimeoutUpMs;

    /// <summary>The files it has; only those that the format knows.</summary>
    public DefinitionFiles Files;

    /// <summary>What an atomic service depends on, or what a bundle stands for.</summary>
    public ListPart Mentions;

    /// <summary>The longruns whose output it reads.</summary>
    public ListPart Producers;

    /// <summary>One more than the index of the longrun that reads its output; 0: none.</summary>
    public int ConsumerPlusOne;

    /// <summary>Its consumer says so too.</summary>
    public bool IsAnswered;

    /// <summary>One more than the index of the bundle of its pipeline, where it is the last of one with a name.</summary>
    public int PipelinePlusOne;

    /// <summary>A oneshot's scripts.</summary>
    public ScriptPart Down;
    public ScriptPart Up;
    public ScriptPart Reload;

    /// <summary>Its number in the compiled database, for an atomic service.</summary>
    public int Number;

    /// <summary>What a bundle stands for, once that is known: numbers of services in the list of members.</summary>
    public ListPart Members;

    /// <summary>Where a search through bundles is with it.</summary>
    public SearchMark Mark;
}

/// <summary>A part of the texts.</summary>
internal struct TextPart
{
    public int Start;
    public int Length;
}

/// <summary>A part of a list.</summary>
internal struct ListPart
{
    public int First;
    public int Count;
}

/// <summary>A command line: so many words, of which the first begins there in the texts.</summary>
internal struct ScriptPart
{
    public int Words;
    public int Start;
}

/// <summary>How far a depth-first search is with something.</summary>
internal enum SearchMark : byte
{
    NotSeen,
    UnderWay,
    Done,
}
