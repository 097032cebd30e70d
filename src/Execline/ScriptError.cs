namespace Sestet.Execline;

/// <summary>What is wrong with a script.</summary>
internal enum ScriptError : byte
{
    None,

    /// <summary>A quoted string has no end.</summary>
    UnterminatedQuote,

    /// <summary>A numeric escape sequence without digits, of the character 0, or beyond 255.</summary>
    BadNumber,

    /// <summary>A NUL stands in the script.</summary>
    NulCharacter,

    /// <summary>A block has no end.</summary>
    UnmatchedOpenBrace,

    /// <summary>A block that was not begun ends.</summary>
    UnmatchedCloseBrace,
}
