using Sestet.Cli;
using Sestet.Linux;

namespace Sestet.Frontend.Host;

/// <summary>`s6 live status`.</summary>
internal static class LiveStatus
{
    public static Outcome Run(Arguments words, in FrontSettings settings) => FrontUsage.Wrong;
}
