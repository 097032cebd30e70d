using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes one tree of links into several trees (s6-update-symlinks.html).</summary>
internal struct S6UpdateSymlinks : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-update-symlinks"u8;

    public static ReadOnlySpan<byte> Usage => "s6-update-symlinks /destdir /srcdir [ /srcdir ... ]"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Makes destdir a tree of symbolic links to what is in the srcdirs, in place of what is there. Later ones go before
        earlier ones. A directory that only one of them has is a link; one that several have is a directory of links. All
        paths are absolute.

        Exits 0; 100 on wrong usage, or where a file is to go before a directory; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count < 2)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        for (int i = 0; i < words.Count; i++)
        {
            if (words.ByteAt(i, 0) != '/')
            {
                return Outcome.Exit(Diagnostics.Usage(Usage));
            }
        }
        ReadOnlySpan<byte> destination = words[0];
        while (destination.Length > 1 && destination[^1] == '/')
        {
            destination = destination[..^1];
        }
        PathBuffer tree = new(stackalloc byte[Limits.PathLengthMax]);
        tree.Append(destination);
        tree.Append(":s6-update-symlinks-new"u8);
        UniqueName.Append(ref tree);
        if (tree.Overflowed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, Errno.ENAMETOOLONG, "make "u8, destination));
        }
        int code = Build(tree.Text, words.From(1));
        code = code == ExitCode.Success ? Install(tree.TextZ, destination) : code;
        if (code != ExitCode.Success)
        {
            _ = DirectoryTree.Remove(tree.TextZ);
        }
        return Outcome.Exit(code);
    }

    private static int Build(ReadOnlySpan<byte> tree, Arguments sources)
    {
        LinkTree links = new(stackalloc byte[Limits.PathLengthMax], stackalloc byte[Limits.PathLengthMax]);
        for (int i = 0; i < sources.Count; i++)
        {
            Errno error = links.Add(tree, sources[i]);
            if (error.Failed && links.IsConflict)
            {
                PathBuffer source = new(stackalloc byte[2 * Limits.PathLengthMax]);
                source.Append(" conflicts with source "u8);
                source.Append(links.From);
                return Diagnostics.Fatal(ExitCode.Usage, "destination "u8, links.To, source.Text);
            }
            if (error.Failed)
            {
                return Diagnostics.Unable(ExitCode.System, error, "link "u8, links.To, " to "u8, links.From);
            }
        }
        return ExitCode.Success;
    }

    /// <summary>Puts the tree in its place. What was there is removed, when it is out of the way.</summary>
    private static int Install(ReadOnlySpan<byte> treeZ, ReadOnlySpan<byte> destination)
    {
        PathBuffer place = new(stackalloc byte[Limits.PathLengthMax]);
        place.Append(destination);
        Errno error = Kernel.Rename(Fd.CurrentDirectory, treeZ, place.TextZ);
        if (error != Errno.EISDIR && error != Errno.ENOTDIR && error != Errno.ENOTEMPTY && error != Errno.EEXIST)
        {
            return Report(error, destination);
        }
        PathBuffer old = new(stackalloc byte[Limits.PathLengthMax]);
        old.Append(destination);
        old.Append(":s6-update-symlinks-old"u8);
        UniqueName.Append(ref old);
        error = old.Overflowed ? Errno.ENAMETOOLONG : Kernel.Rename(Fd.CurrentDirectory, place.TextZ, old.TextZ);
        if (error.Failed)
        {
            return Report(error, destination);
        }
        error = Kernel.Rename(Fd.CurrentDirectory, treeZ, place.TextZ);
        if (error.Failed)
        {
            _ = Kernel.Rename(Fd.CurrentDirectory, old.TextZ, place.TextZ);
            return Report(error, destination);
        }
        return Report(DirectoryTree.Remove(old.TextZ), old.Text);
    }

    private static int Report(Errno error, ReadOnlySpan<byte> path) =>
        error.IsNone ? ExitCode.Success : Diagnostics.Unable(ExitCode.System, error, "replace "u8, path);
}
