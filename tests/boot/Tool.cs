using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace Sestet.Boot;

/// <summary>Programs of this machine.</summary>
internal static class Tool
{
    /// <summary>Runs one to its end, which must be success; what it printed.</summary>
    public static string Run(string program, params string[] arguments)
    {
        (string text, string errors, int code) = Try(program, arguments);
        return code == 0
            ? text
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {code}\n{text}{errors}");
    }

    public static (string Text, string Errors, int Code) Try(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        Array.ForEach(arguments, start.ArgumentList.Add);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (text, errors.Result, process.ExitCode);
    }
}
