using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>The positional parameters of the environment (elgetpositionals.html).</summary>
internal struct PositionalsDirective : IDirective
{
    public static int TryRead(in Invocation invocation, scoped ref Directives directives, out Arguments rest)
    {
        rest = default;
        OptionParser options = new(invocation);
        uint least = 0;
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return ExitCode.Usage;
            }
            if (!Text.TryParse(options.Value, out least))
            {
                return Directives.Usage(options);
            }
        }
        rest = options.Rest;
        int code = PositionalEnvironment.TryRead(directives.Given, out ReadOnlySpan<byte> nameZ, out Arguments parameters);
        if (code == ExitCode.Success)
        {
            code = PositionalKeys.CheckCount(least, parameters.Count, strict: 0, directives.Given);
        }
        return code == ExitCode.Success ? Add(nameZ, parameters, least, ref directives) : code;
    }

    private static int Add(
        ReadOnlySpan<byte> nameZ, Arguments parameters, uint least, scoped ref Directives directives)
    {
        long count = PositionalKeys.CountFor(parameters.Count, least);
        int others = directives.Keys.All.Length;
        for (int i = 0; i < others; i++)
        {
            ReadOnlySpan<byte> name = directives.Keys.All[i].Name.Text;
            bool number = Text.TryParse(name, out uint value) && value < count && (name[0] != '0' || name.Length == 1);
            if (number || name.SequenceEqual("#"u8) || name.SequenceEqual("@"u8))
            {
                return Diagnostics.Fatal(ExitCode.Usage, "bad substitution key: "u8, name);
            }
        }
        Span<SubstitutionKey> keys = default;
        Errno error = count > Limits.CommandWordsMax ? Errno.E2BIG : directives.Keys.TryExtend((int)count, out keys);
        if (error.IsNone)
        {
            error = PositionalKeys.Fill(nameZ, parameters, least, shifts: false, keys);
        }
        return error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, error, "get positional parameters"u8);
    }
}
