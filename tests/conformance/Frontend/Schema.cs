using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace Sestet.Conformance.Frontend;

/// <summary>The objects that docs/FRONTEND.md promises, with all their keys and no others.</summary>
internal static class Schema
{
    private const string Text = "String";
    private const string TextOrNull = "String|Null";
    private const string Number = "Number";
    private const string NumberOrNull = "Number|Null";
    private const string Flag = "True|False";
    private const string List = "Array";

    private static readonly Dictionary<string, string> s_status = new()
    {
        ["name"] = Text, ["kind"] = Text, ["state"] = Text, ["up"] = Flag, ["managed_up"] = Flag + "|Null", ["essential"] = Flag,
        ["directory"] = TextOrNull, ["pid"] = NumberOrNull, ["since"] = TextOrNull, ["ready"] = Flag, ["tells_readiness"] = Flag,
        ["ready_since"] = TextOrNull, ["deaths"] = Number, ["last_exit"] = "Object|Null", ["failure"] = TextOrNull,
        ["status_text"] = TextOrNull, ["depends_on"] = List, ["needed_by"] = List, ["logger"] = TextOrNull, ["log"] = List,
    };

    private static readonly Dictionary<string, string> s_exit = new()
    {
        ["code"] = NumberOrNull, ["signal"] = NumberOrNull, ["time"] = TextOrNull,
    };

    private static readonly Dictionary<string, string> s_why = new()
    {
        ["name"] = Text, ["kind"] = Text, ["state"] = Text, ["up"] = Flag, ["asked_for"] = Flag, ["reasons"] = List, ["log"] = List,
    };

    private static readonly Dictionary<string, string> s_reason = new()
    {
        ["cause"] = Text, ["service"] = TextOrNull, ["text"] = Text,
    };

    private static readonly Dictionary<string, string> s_tree = new()
    {
        ["name"] = Text, ["kind"] = Text, ["state"] = Text, ["depends_on"] = List, ["needed_by"] = List, ["logger"] = TextOrNull,
    };

    private static readonly Dictionary<string, string> s_timeline = new()
    {
        ["version"] = Number, ["command"] = Text, ["begin"] = TextOrNull, ["total_ms"] = Number, ["services"] = List,
        ["critical_path"] = List,
    };

    private static readonly Dictionary<string, string> s_span = new()
    {
        ["name"] = Text, ["start"] = TextOrNull, ["end"] = TextOrNull, ["start_ms"] = Number, ["took_ms"] = Number,
        ["failed"] = Flag, ["restarted"] = Flag, ["critical"] = Flag, ["waited_for"] = TextOrNull,
    };

    public static void CheckStatus(IEnumerable<JsonElement> services)
    {
        foreach (JsonElement service in services)
        {
            Check(service, s_status);
            if (service.GetProperty("last_exit").ValueKind == JsonValueKind.Object)
            {
                Check(service.GetProperty("last_exit"), s_exit);
            }
        }
    }

    public static void CheckWhy(IEnumerable<JsonElement> services)
    {
        foreach (JsonElement service in services)
        {
            Check(service, s_why);
            service.GetProperty("reasons").EnumerateArray().ToList().ForEach(reason => Check(reason, s_reason));
        }
    }

    public static void CheckTree(IEnumerable<JsonElement> services) => services.ToList().ForEach(s => Check(s, s_tree));

    public static void CheckTimeline(JsonElement root)
    {
        Check(root, s_timeline);
        root.GetProperty("services").EnumerateArray().ToList().ForEach(span => Check(span, s_span));
    }

    private static void Check(JsonElement element, Dictionary<string, string> keys)
    {
        Assert.Equal(keys.Keys.Order(), element.EnumerateObject().Select(property => property.Name).Order());
        foreach ((string key, string kinds) in keys)
        {
            Assert.Contains(element.GetProperty(key).ValueKind.ToString(), kinds.Split('|'));
        }
    }
}
