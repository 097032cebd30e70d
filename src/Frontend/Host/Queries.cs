using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>The sub-commands that the reference does not have, and what they have in common (docs/FRONTEND.md).</summary>
internal static class Queries
{
    public static Outcome Run(ReadOnlySpan<byte> name, Arguments words, in FrontSettings settings)
    {
        if (name.SequenceEqual("check"u8))
        {
            return Check(words, settings);
        }
        if (!FrontUsage.TryRead(
            words,
            "hajr\u0003n:"u8,
            "help=h all=a json=j reverse=r svg=\u0003 lines=n"u8,
            out FrontOptions options,
            out Arguments names))
        {
            return FrontUsage.Wrong;
        }
        if (options.Has('h'))
        {
            return FrontUsage.Help(QueryHelp.Of(name));
        }
        if (name.SequenceEqual("why"u8) && names.Count == 0)
        {
            return FrontUsage.Print("s6 why [ --json ] services..."u8);
        }
        if (!SystemView.TryOpen(settings, out SystemView view, out int code)
            || !TrySelect(view, names, options.Has('a'), out Span<bool> selected, out code))
        {
            return Outcome.Exit(code);
        }
        if (name.SequenceEqual("status"u8))
        {
            return Outcome.Exit(StatusQuery.Run(view, selected, names.Count > 0, options, settings));
        }
        if (name.SequenceEqual("why"u8))
        {
            return Outcome.Exit(WhyQuery.Run(view, selected, options, settings));
        }
        return Outcome.Exit(
            name.SequenceEqual("tree"u8)
                ? TreeQuery.Run(view, selected, names.Count > 0, options, settings)
                : TimelineQuery.Run(view, selected, options, settings));
    }

    public static int Finish(ref Screen screen)
    {
        screen.Flush();
        return Finish(screen.Error);
    }

    /// <summary>The exit code for an output that is written, or was not to be.</summary>
    public static int Finish(Errno error) => error.IsNone
        ? ExitCode.Success
        : Diagnostics.Unable(ExitCode.System, error, "write to stdout"u8);

    /// <summary>
    /// Marks the services of these names, bundles among them; without names all, but for s6-rc's own where they are not wanted.
    /// False with an exit code, printed.
    /// </summary>
    private static bool TrySelect(
        in SystemView view, Arguments names, bool hasInternal, out Span<bool> selected, out int code)
    {
        code = ExitCode.Success;
        Errno error = ChainMemory.TryAllocateArray(view.Count, out selected);
        if (error.Failed)
        {
            code = Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8);
            return false;
        }
        for (int i = 0; names.Count == 0 && i < selected.Length; i++)
        {
            selected[i] = hasInternal || !view.IsInternal(i);
        }
        for (int i = 0; i < names.Count; i++)
        {
            int service = view.Find(names[i]);
            if (service >= 0)
            {
                selected[service] = true;
            }
            else if (view.TryFindBundle(names[i], out NumberList services))
            {
                for (int k = 0; k < services.Count; k++)
                {
                    selected[services.Service(k)] = true;
                }
            }
            else
            {
                code = Diagnostics.Fatal(DatabaseExit.NotFound, "there is no service named "u8, names[i]);
                return false;
            }
        }
        return true;
    }

    /// <summary>Becomes `sestet rc check`, of the stores where no directories are given.</summary>
    private static Outcome Check(Arguments words, in FrontSettings settings)
    {
        int command = CommandTable.IndexOf("rc"u8);
        if (command < 0)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.NotFound, "this program was built without rc check"u8));
        }
        bool hasDirectories = false;
        for (int i = 0; i < words.Count; i++)
        {
            hasDirectories |= words[i].IsEmpty || words[i][0] != '-';
        }
        ReadOnlySpan<byte> stores = hasDirectories ? default : settings.StorelistZ.Text[..^1];
        FrontLine line = new("check\0"u8, words.Count + stores.Count((byte)':') + 1);
        line.Add(words);
        while (!stores.IsEmpty)
        {
            int colon = stores.IndexOf((byte)':');
            int length = colon < 0 ? stores.Length : colon;
            line.AddCopy(stores[..length]);
            stores = stores[Math.Min(length + 1, stores.Length)..];
        }
        return line.Ok
            ? CommandTable.Run(command, new Invocation(line.Words, settings.Environment, command))
            : line.Become(settings);
    }
}
