using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>`s6 version` (s6_version.html).</summary>
internal static class VersionCommands
{
    public static Outcome Run(ReadOnlySpan<byte> name, Arguments words, in FrontSettings settings)
    {
        if (name.SequenceEqual("help"u8))
        {
            return FrontUsage.Help(FrontHelp.Version);
        }
        if (name.IsEmpty || name.SequenceEqual("show"u8))
        {
            Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
            output.Write("s6-frontend v"u8);
            output.Write(FrontDefaults.Version);
            output.Write("\n"u8);
            return Outcome.Exit(Filter.Finish(ref output));
        }
        return name.SequenceEqual("export"u8)
            ? Export(words, settings)
            : FrontUsage.Print("""s6 version subcommand [ subcommand options ] Type "s6 version help" for details."""u8);
    }

    private static Outcome Export(Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(words, "q"u8, "quote=q"u8, out FrontOptions options, out _))
        {
            return FrontUsage.Wrong;
        }
        bool quoted = options.Has('q');
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.PathLengthMax]);
        output.Write("version="u8);
        output.Write(FrontDefaults.Version);
        output.Write("\n"u8);
        Print(ref output, "scandir="u8, settings.ScandirZ, quoted);
        Print(ref output, "livedir="u8, settings.LivedirZ, quoted);
        Print(ref output, "repodir="u8, settings.RepodirZ, quoted);
        Print(ref output, "bootdb="u8, settings.BootdbZ, quoted);
        Print(ref output, "stmpdir="u8, settings.StmpdirZ, quoted);
        Print(ref output, "storelist="u8, settings.StorelistZ, quoted);
        Print(ref output, "fdhuser="u8, settings.FdhuserZ, quoted);
        Print(ref output, "verbosity="u8, settings.VerbosityZ, quoted: false);
        return Outcome.Exit(Filter.Finish(ref output));
    }

    private static void Print(ref Output output, ReadOnlySpan<byte> key, TextReference valueZ, bool quoted)
    {
        output.Write(key);
        output.Write(quoted ? "\""u8 : ""u8);
        ReadOnlySpan<byte> value = valueZ.Text[..^1];
        for (int i = 0; i < value.Length; i++)
        {
            output.Write(quoted && value[i] is (byte)'"' or (byte)'\\' ? "\\"u8 : ""u8);
            output.Write(value.Slice(i, 1));
        }
        output.Write(quoted ? "\"\n"u8 : "\n"u8);
    }
}
