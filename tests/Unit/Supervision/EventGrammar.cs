using System;

namespace Sestet.Tests;

/// <summary>The order of event letters, after s6-supervise.html.</summary>
internal static class EventGrammar
{
    public static bool MayFollow(byte last, byte next)
    {
        string followers = (char)last switch
        {
            's' => "ux",
            'u' => "Udx",
            'U' => "dx",
            'd' => "ODx",
            'O' => "D",
            'D' => "ux",
            'x' => "s",
            _ => "",
        };
        return followers.Contains((char)next, StringComparison.Ordinal);
    }
}
