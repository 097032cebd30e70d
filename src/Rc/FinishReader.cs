using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>Reads the finish script that import writes for a restart policy (ServiceImport.Finish.cs) back into keys.</summary>
internal static class FinishReader
{
    /// <summary>Whether it is one; hasProgram: the service has a finish program of its own in data.</summary>
    public static bool TryRead(ReadOnlySpan<byte> script, ref TomlWriter toml, out bool hasProgram)
    {
        hasProgram = false;
        if (!Take(ref script, ScriptText.StartWithArguments))
        {
            return false;
        }
        hasProgram = Take(ref script, "foreground { ./data/finish ${@} }\n"u8);
        if (script.SequenceEqual("exit 125\n"u8))
        {
            toml.Append("restart = \"never\"\n"u8);
            return true;
        }
        if (Take(ref script, "ifelse { eltest ${1} -eq 0 } { exit 125 }\n"u8))
        {
            toml.Append("restart = \"on-failure\"\n"u8);
        }
        if (Take(ref script, "s6-permafailon "u8))
        {
            bool ok = TakeWord(ref script, (byte)' ', out ReadOnlySpan<byte> seconds)
                & TakeWord(ref script, (byte)' ', out ReadOnlySpan<byte> deaths)
                & TakeWord(ref script, (byte)'\n', out ReadOnlySpan<byte> exits);
            if (!ok || !Text.TryParse(seconds, out uint _) || !Text.TryParse(deaths, out uint _) || !TomlWriter.CanHold(exits))
            {
                return false;
            }
            toml.Append("permanent-failure.seconds = "u8);
            toml.Append(seconds);
            toml.Append("\npermanent-failure.deaths = "u8);
            toml.Append(deaths);
            toml.Append("\npermanent-failure.exits = "u8);
            toml.AppendString(exits);
            toml.Append("\n"u8);
        }
        return script.SequenceEqual(hasProgram ? "importas -i ? ?\nexit ${?}\n"u8 : "exit 0\n"u8);
    }

    private static bool Take(scoped ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> start)
    {
        bool begins = text.StartsWith(start);
        text = begins ? text[start.Length..] : text;
        return begins;
    }

    private static bool TakeWord(scoped ref ReadOnlySpan<byte> text, byte end, out ReadOnlySpan<byte> word)
    {
        int place = text.IndexOf(end);
        word = place < 0 ? default : text[..place];
        text = place < 0 ? text : text[(place + 1)..];
        return place > 0;
    }
}
