using System;

namespace Sestet.Supervision.Host;

/// <summary>
/// The names of a service, its logger and the bundle of both, "service/logger/pipeline", where a command makes source
/// directories for s6-rc.
/// </summary>
internal ref struct SourceNames
{
    public ReadOnlySpan<byte> Service;

    /// <summary>Nothing where the service has none.</summary>
    public ReadOnlySpan<byte> Logger;

    /// <summary>Nothing where it has no name.</summary>
    public ReadOnlySpan<byte> Pipeline;

    /// <summary>
    /// What is wrong with the text, or nothing. Where the reason to refuse a logger is not empty, that is wrong with one;
    /// incomplete is what to say of a slash with no name behind it.
    /// </summary>
    public static ReadOnlySpan<byte> Parse(
        ReadOnlySpan<byte> text,
        ReadOnlySpan<byte> incomplete,
        ReadOnlySpan<byte> loggerRefused,
        out SourceNames names)
    {
        int first = text.IndexOf((byte)'/');
        names = new SourceNames { Service = first < 0 ? text : text[..first] };
        if (text.Contains((byte)'\n'))
        {
            return "newlines are forbidden in s6-rc names"u8;
        }
        if (first == 0)
        {
            return "service name cannot be empty"u8;
        }
        if (first < 0)
        {
            return default;
        }
        ReadOnlySpan<byte> rest = text[(first + 1)..];
        int second = rest.IndexOf((byte)'/');
        if (rest.IsEmpty)
        {
            return incomplete;
        }
        if (second == 0)
        {
            return "logger name cannot be empty"u8;
        }
        names.Logger = second < 0 ? rest : rest[..second];
        if (second < 0 || !loggerRefused.IsEmpty)
        {
            return loggerRefused;
        }
        names.Pipeline = rest[(second + 1)..];
        return names.Pipeline.IsEmpty ? "pipeline name cannot be empty"u8
            : names.Pipeline.Contains((byte)'/') ? "slashes are forbidden in s6-rc names"u8
            : default;
    }

    /// <summary>Writes what s6-rc wants in the service's directory.</summary>
    public readonly void DescribeService(ref ServiceFiles files)
    {
        files.Write("type"u8, "longrun\n"u8);
        if (!Logger.IsEmpty)
        {
            files.WriteLine("producer-for"u8, Logger);
        }
    }

    /// <summary>The same for the logger's.</summary>
    public readonly void DescribeLogger(ref ServiceFiles files)
    {
        files.Write("type"u8, "longrun\n"u8);
        files.WriteLine("consumer-for"u8, Service);
        if (!Pipeline.IsEmpty)
        {
            files.WriteLine("pipeline-name"u8, Pipeline);
        }
    }
}
