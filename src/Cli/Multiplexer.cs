using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>
/// The program under its own name: `sestet COMMAND args`, and what concerns all commands (help, list, install, version).
/// </summary>
internal static class Multiplexer
{
    public const int NoCommand = -1;

    private static ReadOnlySpan<byte> Version => "0.1.0"u8;

    /// <summary>
    /// What a running s6-svscan asks the program that it is to go on in: of what version are the tables it hands over.
    /// </summary>
    private static ReadOnlySpan<byte> TakesOver => "--takes-over="u8;

    private static ReadOnlySpan<byte> HandoverVersion => "1"u8;

    private static ReadOnlySpan<byte> Usage =>
        "sestet COMMAND args... | sestet help [ COMMAND ] | sestet list [ -l ] | sestet install DIR | sestet version"u8;

    private static ReadOnlySpan<byte> Introduction => """
        Sestet is s6 in C#: supervision of services, logging, and the small tools around them.

          sestet COMMAND args...   runs a command
          sestet help COMMAND      tells about one
          sestet list              names them all, one a line; with -l their options too, as getopt(3) has them, and
                                   their long ones, with a "=" behind those that take a value; tabs between
          sestet install DIR       makes links in DIR under every command's name
          sestet version           tells the version

        Called through a link, the link's name is the command.

        Commands:

        """u8;

    /// <summary>
    /// The index of the command that the first word names, or NoCommand with an exit code: then what was asked for was
    /// one of the words above and is done.
    /// </summary>
    public static int Run(Arguments words, out int code)
    {
        code = ExitCode.Success;
        if (words.Count == 0)
        {
            code = Help();
            return NoCommand;
        }
        ReadOnlySpan<byte> word = words[0];
        int command = CommandTable.IndexOf(word);
        if (command >= 0)
        {
            return command;
        }
        if (word.SequenceEqual("help"u8) || word.SequenceEqual("--help"u8) || word.SequenceEqual("-h"u8))
        {
            code = words.Count > 1 ? HelpOn(words[1]) : Help();
        }
        else if (word.SequenceEqual("list"u8))
        {
            code = words.Count == 1 ? List(withOptions: false)
                : words.Count == 2 && words[1].SequenceEqual("-l"u8) ? List(withOptions: true)
                : Diagnostics.Usage(Usage);
        }
        else if (word.SequenceEqual("version"u8) || word.SequenceEqual("--version"u8))
        {
            code = PrintVersion();
        }
        else if (word.StartsWith(TakesOver))
        {
            code = word[TakesOver.Length..].SequenceEqual(HandoverVersion)
                ? ExitCode.Success
                : Diagnostics.Fatal(ExitCode.Failure, "this program cannot take over from one so different"u8);
        }
        else if (word.SequenceEqual("install"u8))
        {
            code = words.Count == 2 ? Installer.Install(words.AtZ(1)) : Diagnostics.Usage(Usage);
        }
        else if (word[0] == '-')
        {
            code = Diagnostics.Usage(Usage);
        }
        else
        {
            code = Diagnostics.Fatal(ExitCode.NotFound, "no such command: "u8, word, " (sestet list names them all)"u8);
        }
        return NoCommand;
    }

    private static int Help()
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        output.Write(Introduction);
        int column = 0;
        for (int i = 0; i < CommandTable.Count; i++)
        {
            ReadOnlySpan<byte> name = CommandTable.Name(i);
            if (column + name.Length + 2 > 76)
            {
                output.Write("\n"u8);
                column = 0;
            }
            output.Write(column == 0 ? "  "u8 : " "u8);
            output.Write(name);
            column += name.Length + 1;
        }
        output.Write("\n"u8);
        return Finish(ref output);
    }

    private static int HelpOn(ReadOnlySpan<byte> name)
    {
        int command = CommandTable.IndexOf(name);
        if (command < 0)
        {
            return Diagnostics.Fatal(ExitCode.NotFound, "no such command: "u8, name);
        }
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        output.Write("usage: "u8);
        output.Write(CommandTable.Usage(command));
        output.Write("\n\n"u8);
        output.Write(CommandTable.Help(command));
        output.Write("\n"u8);
        return Finish(ref output);
    }

    private static int List(bool withOptions)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        for (int i = 0; i < CommandTable.Count; i++)
        {
            output.Write(CommandTable.Name(i));
            if (withOptions)
            {
                WriteOptions(ref output, CommandTable.Options(i), CommandTable.LongOptions(i));
            }
            output.Write("\n"u8);
        }
        return Finish(ref output);
    }

    /// <summary>Those that can be typed: the letters of long options without one are control characters.</summary>
    private static void WriteOptions(ref Output output, ReadOnlySpan<byte> letters, ReadOnlySpan<byte> longNames)
    {
        output.Write("\t"u8);
        for (int i = 0; i < letters.Length; i++)
        {
            bool takesValue = i + 1 < letters.Length && letters[i + 1] == ':';
            int end = takesValue ? i + 2 : i + 1;
            if (letters[i] >= ' ')
            {
                output.Write(letters[i..end]);
            }
            i = end - 1;
        }
        output.Write("\t"u8);
        while (!longNames.IsEmpty)
        {
            int equals = longNames.IndexOf((byte)'=');
            int letter = letters.IndexOf(longNames[equals + 1]);
            bool takesValue = letter + 1 < letters.Length && letters[letter + 1] == ':';
            output.Write(longNames[..equals]);
            output.Write(takesValue ? "="u8 : ""u8);
            longNames = longNames[Math.Min(equals + 3, longNames.Length)..];
            output.Write(longNames.IsEmpty ? ""u8 : " "u8);
        }
    }

    private static int PrintVersion()
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.DecimalLengthMax]);
        output.Write("sestet "u8);
        output.Write(Version);
        output.Write("\n"u8);
        return Finish(ref output);
    }

    private static int Finish(ref Output output)
    {
        output.Flush();
        return output.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8)
            : ExitCode.Success;
    }
}
