namespace Sestet.Execline;

/// <summary>A part of a script.</summary>
internal enum ScriptToken : byte
{
    /// <summary>The script is at its end.</summary>
    End,

    /// <summary>A word; its text is the lexer's Word.</summary>
    Word,

    /// <summary>An opening brace that stands alone.</summary>
    Open,

    /// <summary>A closing brace that stands alone.</summary>
    Close,

    /// <summary>The script is wrong here; the lexer's Error tells how.</summary>
    Wrong,
}
