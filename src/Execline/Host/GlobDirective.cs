using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>A name, and the files that match a pattern as its values (elglob.html).</summary>
internal struct GlobDirective : IDirective
{
    private struct Request
    {
        public int Flags;
        public bool Verbose;
        public bool Chomps;
        public bool Joins;

        /// <summary>Ends each file's name in one word; 0: netstrings.</summary>
        public byte Delimiter;
    }

    public static int TryRead(in Invocation invocation, scoped ref Directives directives, out Arguments rest)
    {
        rest = default;
        OptionParser options = new(invocation);
        Request request = new() { Flags = GlobFlags.GLOB_NOSORT | GlobFlags.GLOB_NOCHECK };
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return ExitCode.Usage;
            }
            Apply(letter, options.ValueZ, ref request);
        }
        Arguments words = options.Rest;
        if (words.Count < 2)
        {
            return Directives.Usage(options);
        }
        rest = words.From(2);
        int code = directives.Keys.CheckName(words[0]);
        if (code != ExitCode.Success)
        {
            return code;
        }
        SubstitutionKey key = new() { Name = new TextReference(words[0]) };
        Errno error = FileGlob.TryMatch(
            words.AtZ(1), request.Flags, request.Verbose, out GlobMatches matches, out Arguments files);
        if (error.IsNone)
        {
            error = request.Joins ? Join(request, files, ref key) : Keep(files, ref key);
        }
        Kernel.FreeGlob(ref matches);
        return error.IsNone
            ? directives.Keys.Add(key)
            : Diagnostics.Unable(ExitCode.System, error, "glob "u8, words[1]);
    }

    private static void Apply(byte letter, ReadOnlySpan<byte> valueZ, scoped ref Request request)
    {
        switch (letter)
        {
            case (byte)'v':
                request.Verbose = true;
                break;
            case (byte)'w':
                request.Flags |= GlobFlags.GLOB_ERR;
                break;
            case (byte)'s':
                request.Flags &= ~GlobFlags.GLOB_NOSORT;
                break;
            case (byte)'m':
                request.Flags |= GlobFlags.GLOB_MARK;
                break;
            case (byte)'e':
                request.Flags |= GlobFlags.GLOB_NOESCAPE;
                break;
            case (byte)'0':
                request.Flags &= ~GlobFlags.GLOB_NOCHECK;
                break;
            case (byte)'n':
                request.Chomps = true;
                break;
            default:
                Assert.That(letter == 'd');
                request.Joins = true;
                request.Delimiter = valueZ[0];
                break;
        }
    }

    /// <summary>Copies the names, for libc's memory is given back.</summary>
    private static Errno Keep(Arguments files, scoped ref SubstitutionKey key)
    {
        Errno error = TryAllocate(files, more: 1, out Span<byte> memory);
        int length = 0;
        for (int i = 0; i < files.Count && error.IsNone; i++)
        {
            files.AtZ(i).CopyTo(memory[length..]);
            length += files.AtZ(i).Length;
        }
        key.Count = files.Count;
        key.Words = new TextReference(error.IsNone ? memory[..length] : default);
        return error;
    }

    /// <summary>All names in one word.</summary>
    private static Errno Join(in Request request, Arguments files, scoped ref SubstitutionKey key)
    {
        Errno error = TryAllocate(files, Netstrings.OverheadMax, out Span<byte> memory);
        if (error.Failed)
        {
            return error;
        }
        int length = 0;
        for (int i = 0; i < files.Count; i++)
        {
            if (request.Delimiter == 0)
            {
                length += Netstrings.Encode(files[i], memory[length..]);
                continue;
            }
            files[i].CopyTo(memory[length..]);
            length += files[i].Length;
            memory[length++] = request.Delimiter;
        }
        length -= request.Chomps && request.Delimiter != 0 && length > 0 ? 1 : 0;
        memory[length] = 0;
        key.Count = 1;
        key.Words = new TextReference(memory[..(length + 1)]);
        return Errno.None;
    }

    /// <summary>Room for all names with their NULs, that many bytes more for each, and one.</summary>
    private static Errno TryAllocate(Arguments files, int more, out Span<byte> memory)
    {
        long length = 1;
        for (int i = 0; i < files.Count; i++)
        {
            length += files.AtZ(i).Length + more;
        }
        memory = default;
        return length > Limits.CommandLengthMax
            ? Errno.E2BIG
            : ChainMemory.TryAllocateArray((int)length, out memory);
    }
}
