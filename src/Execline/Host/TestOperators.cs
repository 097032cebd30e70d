using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>The operators of test expressions (eltest.html). Each gives 0, or an exit code, printed.</summary>
internal static class TestOperators
{
    public static int Unary(ReadOnlySpan<byte> word, ReadOnlySpan<byte> operandZ, EnvironmentBlock environment, out bool value)
    {
        Assert.That(word.Length == 2);
        value = false;
        switch (word[1])
        {
            case (byte)'n':
            case (byte)'z':
                value = operandZ.Length > 1 == (word[1] == 'n');
                return ExitCode.Success;
            case (byte)'v':
                // An equals sign would find a part of a value.
                value = !operandZ.Contains((byte)'=') && operandZ.Length > 1 && environment.IndexOf(operandZ[..^1]) >= 0;
                return ExitCode.Success;
            case (byte)'t':
                if (!Descriptors.TryParse(operandZ[..^1], out Fd fd))
                {
                    return Diagnostics.Fatal(ExitCode.Usage, word, " requires an integer argument"u8);
                }
                value = fd.IsOpen && Kernel.IsTerminal(fd);
                return ExitCode.Success;
            default:
                value = IsFile(word[1], operandZ);
                return ExitCode.Success;
        }
    }

    public static int Binary(
        ReadOnlySpan<byte> word, ReadOnlySpan<byte> firstZ, ReadOnlySpan<byte> secondZ, out bool value)
    {
        ReadOnlySpan<byte> first = firstZ[..^1];
        ReadOnlySpan<byte> second = secondZ[..^1];
        value = false;
        if (word[0] != '-')
        {
            if (word.SequenceEqual("=~"u8))
            {
                return Match(firstZ, secondZ, out value);
            }
            value = Holds(word, first.SequenceCompareTo(second));
            return ExitCode.Success;
        }
        if (word[2] == 't' && word[1] is (byte)'n' or (byte)'o')
        {
            value = IsNewer(word[1] == 'n' ? firstZ : secondZ, word[1] == 'n' ? secondZ : firstZ);
            return ExitCode.Success;
        }
        if (word[2] == 'f')
        {
            value = IsSame(firstZ, secondZ);
            return ExitCode.Success;
        }
        if (!TryParseInteger(first, out long one) || !TryParseInteger(second, out long other))
        {
            return Diagnostics.Fatal(ExitCode.Usage, word, " requires integer arguments"u8);
        }
        value = Holds(OfNumbers(word), one < other ? -1 : one > other ? 1 : 0);
        return ExitCode.Success;
    }

    /// <summary>The operator for text that an operator for numbers is like.</summary>
    private static ReadOnlySpan<byte> OfNumbers(ReadOnlySpan<byte> word) => word[1] switch
    {
        (byte)'e' => "="u8,
        (byte)'n' => "!="u8,
        (byte)'g' => word[2] == 'e' ? ">="u8 : ">"u8,
        _ => word[2] == 'e' ? "<="u8 : "<"u8,
    };

    private static bool Holds(ReadOnlySpan<byte> comparison, int order) => comparison[0] switch
    {
        (byte)'=' => order == 0,
        (byte)'!' => order != 0,
        (byte)'<' => order < 0 || (comparison.Length == 2 && order == 0),
        _ => order > 0 || (comparison.Length == 2 && order == 0),
    };

    private static int Match(ReadOnlySpan<byte> textZ, ReadOnlySpan<byte> patternZ, out bool value)
    {
        value = false;
        Errno error = Regex.TryCompile(patternZ, 0, out Regex regex);
        if (error.Failed)
        {
            return Diagnostics.Unable(
                error == Errno.EINVAL ? ExitCode.Usage : ExitCode.System,
                error,
                "compile "u8,
                patternZ[..^1],
                " into a regular expression"u8);
        }
        value = regex.Matches(textZ);
        regex.Free();
        return ExitCode.Success;
    }

    /// <summary>
    /// An integer that the text begins with, as in the reference; one beyond 64 bits counts as the last within.
    /// </summary>
    private static bool TryParseInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        bool negative = text.StartsWith("-"u8);
        int start = negative || text.StartsWith("+"u8) ? 1 : 0;
        int at = start;
        while (at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9')
        {
            int digit = text[at++] - '0';
            value = value > (long.MaxValue - digit) / 10 ? long.MaxValue : value * 10 + digit;
        }
        value = negative ? -value : value;
        return at > start;
    }

    private static bool IsFile(byte what, ReadOnlySpan<byte> pathZ)
    {
        switch (what)
        {
            case (byte)'e':
                return Kernel.Access(Fd.CurrentDirectory, pathZ, AccessMode.F_OK).IsNone;
            case (byte)'r':
                return Kernel.Access(Fd.CurrentDirectory, pathZ, AccessMode.R_OK).IsNone;
            case (byte)'w':
                return Kernel.Access(Fd.CurrentDirectory, pathZ, AccessMode.W_OK).IsNone;
            case (byte)'x':
                return Kernel.Access(Fd.CurrentDirectory, pathZ, AccessMode.X_OK).IsNone;
            default:
                bool link = what is (byte)'h' or (byte)'L';
                Result<FileStatus> status = link
                    ? Kernel.StatLink(Fd.CurrentDirectory, pathZ)
                    : Kernel.Stat(Fd.CurrentDirectory, pathZ);
                return status.Ok && Is(what, status.Value);
        }
    }

    private static bool Is(byte what, in FileStatus status) => what switch
    {
        (byte)'b' => (status.Mode & FileMode.S_IFMT) == FileMode.S_IFBLK,
        (byte)'c' => (status.Mode & FileMode.S_IFMT) == FileMode.S_IFCHR,
        (byte)'d' => status.IsDirectory,
        (byte)'f' => status.IsRegular,
        (byte)'p' => status.IsFifo,
        (byte)'S' => (status.Mode & FileMode.S_IFMT) == FileMode.S_IFSOCK,
        (byte)'h' or (byte)'L' => (status.Mode & FileMode.S_IFMT) == FileMode.S_IFLNK,
        (byte)'g' => (status.Mode & FileMode.S_ISGID) != 0,
        (byte)'u' => (status.Mode & FileMode.S_ISUID) != 0,
        (byte)'k' => (status.Mode & FileMode.S_ISVTX) != 0,
        (byte)'s' => status.Size > 0,
        (byte)'N' => status.ModifiedNanoseconds > status.ReadNanoseconds,
        (byte)'G' => status.Gid == Kernel.EffectiveGroupId(),
        _ => status.Uid == Kernel.EffectiveUserId(),
    };

    /// <summary>A file is newer than one that is not there.</summary>
    private static bool IsNewer(ReadOnlySpan<byte> pathZ, ReadOnlySpan<byte> otherZ)
    {
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, pathZ);
        Result<FileStatus> other = Kernel.Stat(Fd.CurrentDirectory, otherZ);
        return status.Ok && (!other.Ok || status.Value.ModifiedNanoseconds > other.Value.ModifiedNanoseconds);
    }

    private static bool IsSame(ReadOnlySpan<byte> pathZ, ReadOnlySpan<byte> otherZ)
    {
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, pathZ);
        Result<FileStatus> other = Kernel.Stat(Fd.CurrentDirectory, otherZ);
        return status.Ok
            && other.Ok
            && status.Value.Device == other.Value.Device
            && status.Value.Inode == other.Value.Inode;
    }
}
