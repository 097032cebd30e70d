using Sestet.Cli;
using Sestet.Linux;

namespace Sestet.Execline.Host;

/// <summary>A name and its value (define.html).</summary>
internal struct DefineDirective : IDirective
{
    public static int TryRead(in Invocation invocation, scoped ref Directives directives, out Arguments rest)
    {
        rest = default;
        OptionParser options = new(invocation);
        ValueTransformation transformation = ValueTransformation.Default;
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return ExitCode.Usage;
            }
            _ = transformation.TryApply(letter, options.ValueZ);
        }
        Arguments words = options.Rest;
        if (words.Count < 2)
        {
            return Directives.Usage(options);
        }
        rest = words.From(2);
        int code = directives.Keys.CheckName(words[0]);
        if (code != ExitCode.Success)
        {
            return code;
        }
        code = KeyValue.TryMake(words[0], words[1], transformation, out SubstitutionKey key);
        return code == ExitCode.Success ? directives.Keys.Add(key) : code;
    }
}
