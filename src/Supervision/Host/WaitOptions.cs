using Sestet.Cli;

namespace Sestet.Supervision.Host;

/// <summary>The options that s6-svwait, s6-svlisten and s6-svlisten1 share.</summary>
internal static class WaitOptions
{
    /// <summary>Reads them all: 0, or the exit code for wrong usage, printed.</summary>
    public static int Parse(ref OptionParser options, out WaitGoal goal)
    {
        goal = WaitGoal.Default;
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return ExitCode.Usage;
            }
            if (!goal.TryApply(letter, options.Value))
            {
                return options.UsageError().Code;
            }
        }
        return ExitCode.Success;
    }
}
