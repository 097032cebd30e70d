using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>
/// `sestet rc`: service definitions of s6-rc from declarative files, and back. No program of the reference does this.
/// </summary>
internal struct Rc : ICommand
{
    public static ReadOnlySpan<byte> Name => "rc"u8;

    public static ReadOnlySpan<byte> Usage =>
        "rc import [ -n ] [ -f ] [ -o directory ] file... | rc export [ -f ] [ -o directory ] service... "u8
        + "| rc check [ -j ] source..."u8;

    public static ReadOnlySpan<byte> Options => "o:fnj"u8;

    public static ReadOnlySpan<byte> LongOptions => "output=o force=f dry-run=n json=j"u8;

    public static bool IsLinked => false;

    public static ReadOnlySpan<byte> Help => """
        `sestet rc import` makes service definitions for s6-rc-compile of declarative files, which are TOML; docs/IMPORT.md
        lists the keys. A file is a service with the file's name, or has several as tables [service.NAME]. "-" is standard
        input. Either all services are written, or none.

          -o, --output=DIR  the source directory, which is made if it is missing (the current one)
          -f, --force       services that are there already are replaced
          -n, --dry-run     prints what would be written, and writes nothing

        `sestet rc export` does the reverse for directories of services: it prints what import makes the same of. What it
        cannot express is named, and then it exits 1.

          -o, --output=DIR  writes DIR/SERVICE.toml for each
          -f, --force       files that are there already are replaced

        `sestet rc check` looks through source directories for what would make s6-rc-compile or a boot fail: one line each,
        with the file, what is wrong, and what to do about it.

          -j, --json        prints them as JSON (docs/IMPORT.md)

        Exits 0; 1 where a file has a fault, a service exists already or cannot be expressed as a whole, or the check has
        found an error (warnings are none); 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.Daemon;

    public static Outcome Run(in Invocation invocation)
    {
        if (invocation.Arguments.Count == 0)
        {
            return new OptionParser(invocation).UsageError();
        }
        ReadOnlySpan<byte> word = invocation.Arguments[0];
        Diagnostics.SetProgram("sestet rc"u8, word);
        Invocation rest = new(invocation.Arguments.From(1), invocation.Environment, invocation.Command);
        OptionParser parser = new(rest) { ValuesMayBeWords = true };
        RcOptions options = default;
        if (!parser.TryReadAll(ref options, out Outcome ending))
        {
            return ending;
        }
        if (parser.Rest.Count == 0)
        {
            return parser.UsageError();
        }
        if (word.SequenceEqual("import"u8))
        {
            return Outcome.Exit(DocumentImport.Run(parser.Rest, options));
        }
        if (word.SequenceEqual("export"u8))
        {
            return Outcome.Exit(DocumentExport.Run(parser.Rest, options));
        }
        if (word.SequenceEqual("check"u8))
        {
            return Outcome.Exit(SourceCheck.Run(parser.Rest, options.IsJson));
        }
        Diagnostics.SetProgram("sestet"u8, "rc"u8);
        return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "no such sub-command: "u8, word, " (import, export or check)"u8));
    }
}
