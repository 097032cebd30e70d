namespace Sestet.Rc;

/// <summary>What a value of a TOML document is (toml.io/en/v1.0.0).</summary>
internal enum TomlKind : byte
{
    Table,
    Array,
    String,
    Integer,
    Float,
    Boolean,
    DateTime,
}

/// <summary>How a table or an array has come to be, which decides what may still be added to it.</summary>
internal enum TomlForm : byte
{
    /// <summary>A value, whole where it stands: nothing is added to an inline table or to an array in brackets.</summary>
    Closed,

    /// <summary>Named on the way to another table's header: may get a header of its own.</summary>
    Implicit,

    /// <summary>Has had its header.</summary>
    Header,

    /// <summary>Named by a dotted key: may get more dotted keys, and tables below it.</summary>
    Dotted,

    /// <summary>An array that grows with every [[header]].</summary>
    Tables,
}

/// <summary>Why a text is no TOML document.</summary>
internal enum TomlFault : byte
{
    None,
    NotUtf8,
    ControlCharacter,
    KeyExpected,
    EqualsExpected,
    ValueExpected,
    EndOfLineExpected,
    CommaOrBracketExpected,
    CommaOrBraceExpected,
    BracketExpected,
    TrailingComma,
    LineBreakInTable,
    UnterminatedString,
    MultiLineKey,
    BadEscape,
    BadCodePoint,
    BadNumber,
    NumberTooLarge,
    BadDate,
    BadValue,
    DuplicateKey,
    DuplicateTable,
    NotATable,
    ClosedTable,
    NotAnArrayOfTables,
    TooDeep,
}
