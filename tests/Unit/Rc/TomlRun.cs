using System;
using System.Linq;
using System.Text;
using Sestet.Rc;

namespace Sestet.Tests;

/// <summary>Runs the parser, and shows what it has read as one text with members in order.</summary>
internal static class TomlRun
{
    /// <summary>What was read, or the fault with its line and column.</summary>
    public static string Show(byte[] source)
    {
        TomlDocument empty = new(
            new TomlNode[TomlDocument.NodesFor(source.Length)],
            new int[TomlDocument.BucketsFor(source.Length)],
            new byte[source.Length]);
        TomlParser parser = new(source, empty);
        if (parser.Parse())
        {
            return Show(parser.Document, 0);
        }
        TomlParser.Locate(source, parser.FaultOffset, out uint line, out uint column);
        return $"{line}:{column} {parser.Fault}";
    }

    public static string Show(string source) => Show(Encoding.UTF8.GetBytes(source));

    public static string Text(string text) => $"'{text}'";

    private static string Show(in TomlDocument document, int node)
    {
        switch (document[node].Kind)
        {
            case TomlKind.Table:
            case TomlKind.Array:
                bool isTable = document[node].Kind == TomlKind.Table;
                System.Collections.Generic.List<string> parts = [];
                for (int inner = document[node].First; inner != TomlDocument.None; inner = document[inner].Next)
                {
                    string name = isTable ? Encoding.UTF8.GetString(document.NameOf(inner)) + "=" : "";
                    parts.Add(name + Show(document, inner));
                }
                return isTable
                    ? "{" + string.Join(',', parts.Order(StringComparer.Ordinal)) + "}"
                    : "[" + string.Join(',', parts) + "]";
            case TomlKind.String:
                return Text(Encoding.UTF8.GetString(document.TextOf(node)));
            case TomlKind.Integer:
                return document[node].Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            case TomlKind.Boolean:
                return document[node].Number == 1 ? "true" : "false";
            case TomlKind.Float:
                return "F";
            case TomlKind.DateTime:
            default:
                return "D";
        }
    }
}
