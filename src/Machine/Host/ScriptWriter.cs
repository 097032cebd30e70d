using System;
using Sestet.Base;

namespace Sestet.Machine.Host;

/// <summary>Puts an execline script of one command together, its words quoted.</summary>
internal ref struct ScriptWriter
{
    private readonly ref TextPool _script;
    private readonly TextPool _texts;

    /// <summary>Begins anew in the pool; the words are places in the other.</summary>
    public ScriptWriter(ref TextPool script, TextPool texts)
    {
        _script = ref script;
        _script.Truncate(0);
        _texts = texts;
        Error = Errno.None;
    }

    /// <summary>The first error.</summary>
    public Errno Error { get; private set; }

    public readonly ReadOnlySpan<byte> Script => _script.Text;

    public void Begin(bool mayFail) => Append(mayFail ? "foreground { "u8 : default);

    public void End(bool mayFail) => Append(mayFail ? " }\nexit 0\n"u8 : "\n"u8);

    public void Append(scoped ReadOnlySpan<byte> text)
    {
        if (Error.IsNone)
        {
            Error = _script.Append(text);
        }
    }

    /// <summary>What stands before a word, and the word.</summary>
    public void AppendOption(scoped ReadOnlySpan<byte> before, TextRange word)
    {
        Append(before);
        AppendQuoted(_texts.Of(word));
    }

    /// <summary>How a device is named: U, L, or 0 for neither or where that is not to be looked at.</summary>
    public readonly byte LabelOf(TextRange device, bool knowsLabels) =>
        knowsLabels ? FstabReader.SplitLabel(_texts.Of(device), out ReadOnlySpan<byte> _) : (byte)0;

    /// <summary>A device, or what stands behind UUID= or LABEL=.</summary>
    public void AppendDevice(TextRange device, bool knowsLabels)
    {
        ReadOnlySpan<byte> text = _texts.Of(device);
        if (knowsLabels)
        {
            _ = FstabReader.SplitLabel(text, out text);
        }
        AppendQuoted(text);
    }

    private void AppendQuoted(scoped ReadOnlySpan<byte> word)
    {
        Append("\""u8);
        while (!word.IsEmpty)
        {
            int plain = 0;
            while (plain < word.Length && word[plain] is not ((byte)'"' or (byte)'\\'))
            {
                plain++;
            }
            Append(word[..plain]);
            word = word[plain..];
            if (!word.IsEmpty)
            {
                Append("\\"u8);
                Append(word[..1]);
                word = word[1..];
            }
        }
        Append("\""u8);
    }
}
