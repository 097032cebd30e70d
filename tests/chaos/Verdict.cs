using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;

namespace Sestet.Chaos;

/// <summary>What must be so at the end.</summary>
internal sealed class Verdict(Tree tree, Settings settings)
{
    private const int ClockToleranceSeconds = 2;

    /// <summary>Lines that were found in the logs.</summary>
    public long Lines { get; private set; }

    /// <summary>What s6-svstat says of a service at rest, and of its logger.</summary>
    public void CheckStatus(Service service)
    {
        bool up = service.Phase == Phase.Up;
        string expected = up
            ? string.Create(CultureInfo.InvariantCulture, $"true true {service.Current!.Pid} {(service.TellsReadiness ? "true" : "false")}")
            : "false false -1 true";
        // Readiness comes a moment after the start, or after the finish program: one that is down is ready to be started.
        Patience patience = new(5000);
        string[] words;
        do
        {
            words = Status(service.Directory);
        }
        while (string.Join(' ', words.Take(4)) != expected && !patience.IsOver && !Wait());
        service.Require(string.Join(' ', words.Take(4)) == expected, $"s6-svstat: {string.Join(' ', words)}, not {expected}");
        if (up)
        {
            CheckAge(service, service.Current!, words[4]);
        }
        if (service.HasLogger)
        {
            words = Status(Path.Combine(service.Directory, "log"));
            string logger = string.Create(CultureInfo.InvariantCulture, $"true true {service.Logger!.Pid} false");
            service.Require(string.Join(' ', words.Take(4)) == logger, $"the logger: {string.Join(' ', words)}, not {logger}");
            CheckAge(service, service.Logger, words[4]);
        }
    }

    /// <summary>The service's own count of its instances is that of this program.</summary>
    public void CheckTally(Service service)
    {
        long last = Tally(service)[0];
        service.Require(last == service.Instances, $"counts {last} instances of itself");
    }

    /// <summary>Every instance's lines from the first to the last, once each, in their order.</summary>
    public void CheckLog(Service service)
    {
        if (!service.HasLogger)
        {
            return;
        }
        long[] tally = Tally(service);
        int instance = 0;
        long line = 0;
        foreach (string text in ReadLog(Path.Combine(service.Directory, "log/main")))
        {
            string[] words = text.Split(' ');
            bool known = words.Length == 3 && words[0] == service.Name;
            service.Require(known, $"log: \"{text}\"");
            int ofInstance = int.Parse(words[1], CultureInfo.InvariantCulture);
            long number = long.Parse(words[2], CultureInfo.InvariantCulture);
            while (instance < ofInstance)
            {
                RequireComplete(service, tally, instance, line);
                instance++;
                line = 0;
            }
            service.Require(ofInstance == instance && number == line + 1, $"log: \"{text}\" follows line {line} of instance {instance}");
            line = number;
            Lines++;
        }
        while (instance < service.Instances)
        {
            RequireComplete(service, tally, instance, line);
            instance++;
            line = 0;
        }
        RequireComplete(service, tally, instance, line);
    }

    /// <summary>A killed instance may have been killed between writing a line and counting it.</summary>
    private static void RequireComplete(Service service, long[] tally, int instance, long line)
    {
        long counted = instance == 0 ? 0 : tally[instance];
        service.Require(
            line == counted || (instance > 0 && line == counted + 1) || (line < counted && service.MayLackLines(instance)),
            $"log: {line} lines of instance {instance}, which wrote {counted}");
    }

    private static IEnumerable<string> ReadLog(string directory) =>
        Directory.EnumerateFiles(directory, "@*").Order(StringComparer.Ordinal).Append(Path.Combine(directory, "current"))
            .SelectMany(File.ReadLines);

    private static long[] Tally(Service service)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(service.Directory, "tally"));
        return [.. bytes.Chunk(8).Select(chunk => BinaryPrimitives.ReadInt64BigEndian(chunk))];
    }

    /// <summary>Since when it runs has not changed with its supervisors.</summary>
    private static void CheckAge(Service service, Instance instance, string seconds)
    {
        double age = (DateTime.UtcNow - instance.Since).TotalSeconds;
        double told = double.Parse(seconds, CultureInfo.InvariantCulture);
        service.Require(Math.Abs(age - told) <= ClockToleranceSeconds, $"s6-svstat: up for {told} s, not {age:f0}");
    }

    private string[] Status(string directory)
    {
        CommandResult result = tree.Run("s6-svstat", "-o", "up,wantedup,pid,ready,updownfor", directory);
        return result.ExitCode == 0 ? result.Output.Trim().Split(' ') : throw new ViolationException($"s6-svstat {directory}: {result}");
    }

    /// <summary>Always false.</summary>
    private bool Wait()
    {
        _ = ProcessTree.WaitForEnd(tree.ScannerPid, new Patience(settings.Density ? 10 : 5));
        return false;
    }
}
