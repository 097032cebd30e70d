using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>A name, and a variable of the environment as its value (importas.html).</summary>
internal struct ImportDirective : IDirective
{
    private struct Request
    {
        public ValueTransformation Transformation;
        public TextReference Default;
        public bool HasDefault;
        public bool Insists;
        public bool Unexports;
        public bool SameName;
    }

    public static int TryRead(in Invocation invocation, scoped ref Directives directives, out Arguments rest)
    {
        rest = default;
        OptionParser options = new(invocation);
        Request request = new() { Transformation = ValueTransformation.Default };
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return ExitCode.Usage;
            }
            Apply(letter, options.ValueZ, ref request);
        }
        Arguments words = options.Rest;
        int operands = request.SameName ? 1 : 2;
        if (words.Count < operands)
        {
            return Directives.Usage(options);
        }
        rest = words.From(operands);
        return Add(request, words[0], words[operands - 1], ref directives);
    }

    private static void Apply(byte letter, ReadOnlySpan<byte> valueZ, scoped ref Request request)
    {
        switch (letter)
        {
            case (byte)'S':
                request.SameName = true;
                break;
            case (byte)'i':
                request.Insists = true;
                break;
            case (byte)'u':
                request.Unexports = true;
                break;
            case (byte)'D':
                request.Default = new TextReference(valueZ[..^1]);
                request.HasDefault = true;
                break;
            default:
                bool known = request.Transformation.TryApply(letter, valueZ);
                Assert.That(known);
                break;
        }
    }

    private static int Add(
        in Request request, ReadOnlySpan<byte> name, ReadOnlySpan<byte> variable, scoped ref Directives directives)
    {
        int code = directives.Keys.CheckName(name);
        if (code != ExitCode.Success)
        {
            return code;
        }
        ReadOnlySpan<byte> value = request.Default.Text;
        bool isSet = directives.Given.TryGet(variable, out ReadOnlySpan<byte> valueZ);
        if (isSet)
        {
            value = valueZ[..^1];
        }
        else if (request.Insists)
        {
            return Diagnostics.Fatal(ExitCode.Usage, variable, " not set"u8);
        }
        SubstitutionKey key = new() { Name = new TextReference(name) };
        if (isSet || request.HasDefault)
        {
            code = KeyValue.TryMake(name, value, request.Transformation, out key);
        }
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (isSet && request.Unexports)
        {
            directives.Editor.Unset(variable);
        }
        return directives.Keys.Add(key);
    }
}
