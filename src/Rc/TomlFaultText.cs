using System;

namespace Sestet.Rc;

/// <summary>What is wrong with a TOML document, for people.</summary>
internal static class TomlFaultText
{
    public static ReadOnlySpan<byte> Of(TomlFault fault) => fault switch
    {
        TomlFault.None => default,
        TomlFault.NotUtf8 => "this byte is not UTF-8"u8,
        TomlFault.ControlCharacter => "a control character, which must be written as \\u and four digits in a \"...\" string"u8,
        TomlFault.KeyExpected => "a key is expected here: letters, digits, - and _, or a quoted string"u8,
        TomlFault.EqualsExpected => "= is expected behind the key"u8,
        TomlFault.ValueExpected => "a value is expected here (text needs quotes)"u8,
        TomlFault.EndOfLineExpected => "the line should end here"u8,
        TomlFault.CommaOrBracketExpected => "a comma or ] is expected here"u8,
        TomlFault.CommaOrBraceExpected => "a comma or } is expected here"u8,
        TomlFault.BracketExpected => "the header of a table ends with ], that of an array of tables with ]]"u8,
        TomlFault.TrailingComma => "there is no comma behind the last member of an inline table"u8,
        TomlFault.LineBreakInTable => "an inline table is on one line; for several lines, give it a [header]"u8,
        TomlFault.UnterminatedString => "this string has no end"u8,
        TomlFault.MultiLineKey => "a key cannot be a string of several lines"u8,
        TomlFault.BadEscape => "no such escape; in '...' strings backslashes stand for themselves"u8,
        TomlFault.BadCodePoint => "there is no such character"u8,
        TomlFault.BadNumber => "this is not how a number is written"u8,
        TomlFault.NumberTooLarge => "this number does not fit 64 bits"u8,
        TomlFault.BadDate => "this is no date or time"u8,
        TomlFault.BadValue => "this is no value; text needs quotes"u8,
        TomlFault.DuplicateKey => "this key has been given before"u8,
        TomlFault.DuplicateTable => "this table has been defined before"u8,
        TomlFault.NotATable => "this is not a table"u8,
        TomlFault.ClosedTable => "nothing can be added to this table, which is complete where it stands"u8,
        TomlFault.NotAnArrayOfTables => "this is not an array of tables"u8,
        TomlFault.TooDeep => "arrays and tables in each other, too many"u8,
        _ => "something is wrong here"u8,
    };
}
