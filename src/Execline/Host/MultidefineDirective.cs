using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>Several names, and the words of one value for them (multidefine.html).</summary>
internal struct MultidefineDirective : IDirective
{
    private struct Request
    {
        public ValueTransformation Transformation;
        public bool ExcessIsGone;
        public bool LastTakesRest;
    }

    public static int TryRead(in Invocation invocation, scoped ref Directives directives, out Arguments rest)
    {
        rest = default;
        OptionParser options = new(invocation);
        Request request = new() { Transformation = ValueTransformation.Default };
        request.Transformation.Splits = true;
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return ExitCode.Usage;
            }
            request.ExcessIsGone |= letter == '0';
            request.LastTakesRest |= letter == 'r';
            _ = request.Transformation.TryApply(letter, options.ValueZ);
        }
        Arguments words = options.Rest;
        if (words.Count < 2)
        {
            return Directives.Usage(options);
        }
        Blocks blocks = new(words.From(1), directives.Given);
        if (!blocks.TryTake(out Arguments names, out int code))
        {
            return code;
        }
        if (names.Count == 0)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "empty block"u8);
        }
        rest = blocks.Rest;
        code = KeyValue.TryMake("0"u8, words[0], request.Transformation, out SubstitutionKey value);
        return code == ExitCode.Success ? Add(request, names, value, ref directives) : code;
    }

    private static int Add(in Request request, Arguments names, in SubstitutionKey value, scoped ref Directives directives)
    {
        ReadOnlySpan<byte> words = value.Words.Text;
        int code = ExitCode.Success;
        for (int i = 0; i < names.Count && code == ExitCode.Success; i++)
        {
            bool given = i < value.Count;
            SubstitutionKey key = new()
            {
                Name = new TextReference(names[i]),
                Words = new TextReference(given ? words : "\0"u8),
                Count = given || !request.ExcessIsGone ? 1 : 0,
            };
            if (given && request.LastTakesRest && i == names.Count - 1)
            {
                key.Count = value.Count - i;
            }
            // An empty name is for a word that is not wanted.
            code = names[i].IsEmpty ? ExitCode.Success : directives.Keys.CheckName(names[i]);
            code = names[i].IsEmpty || code != ExitCode.Success ? code : directives.Keys.Add(key);
            words = given ? words[Text.UntilNulZ(words).Length..] : words;
        }
        return code;
    }
}
