using System;

namespace Sestet.Execline;

/// <summary>What a word of a test expression is.</summary>
internal enum TestToken : byte
{
    Data,
    Unary,
    Binary,
    Open,
    Close,
    Not,
    And,
    Or,
}

/// <summary>The words of test expressions (eltest.html).</summary>
internal static class TestWords
{
    private static ReadOnlySpan<byte> UnaryLetters => "nzfhLekbcdgprstuwxOUGSNv"u8;

    private static ReadOnlySpan<byte> BinaryWords => " = != -eq -ne -gt -ge -lt -le -nt -ot -ef < <= > >= =~ "u8;

    public static TestToken KindOf(ReadOnlySpan<byte> word)
    {
        if (word.Length == 1)
        {
            switch (word[0])
            {
                case (byte)'(':
                    return TestToken.Open;
                case (byte)')':
                    return TestToken.Close;
                case (byte)'!':
                    return TestToken.Not;
                default:
                    return word[0] is (byte)'=' or (byte)'<' or (byte)'>' ? TestToken.Binary : TestToken.Data;
            }
        }
        if (word.Length == 2 && word[0] == '-')
        {
            return word[1] switch
            {
                (byte)'a' => TestToken.And,
                (byte)'o' => TestToken.Or,
                _ => UnaryLetters.Contains(word[1]) ? TestToken.Unary : TestToken.Data,
            };
        }
        return word.Length is 2 or 3 && IsBinary(word) ? TestToken.Binary : TestToken.Data;
    }

    /// <summary>The text of a word that is data: one backslash in front of it only says that it is.</summary>
    public static ReadOnlySpan<byte> DataZ(ReadOnlySpan<byte> wordZ) => wordZ[0] == '\\' ? wordZ[1..] : wordZ;

    private static bool IsBinary(ReadOnlySpan<byte> word)
    {
        int at = BinaryWords.IndexOf(word);
        return at > 0 && BinaryWords[at - 1] == ' ' && BinaryWords[at + word.Length] == ' ' && !word.Contains((byte)' ');
    }
}
