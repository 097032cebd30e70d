using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>Makes keys of a substitution from names and values.</summary>
internal static class KeyValue
{
    /// <summary>
    /// A name, which stays where it is, with a value and what is to be done to that: 0, or an exit code, printed.
    /// </summary>
    public static int TryMake(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, in ValueTransformation transformation, out SubstitutionKey key)
    {
        key = new SubstitutionKey { Name = new TextReference(name) };
        int code = CheckName(name);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Errno error = ChainMemory.TryAllocateArray(value.Length + 1, out Span<byte> memory);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "transform value"u8);
        }
        value.CopyTo(memory);
        if (!transformation.TryApply(memory, out key.Count, out int length))
        {
            return Diagnostics.Fatal(ExitCode.System, "not a sequence of netstrings: "u8, value);
        }
        key.Words = new TextReference(memory[..length]);
        return ExitCode.Success;
    }

    /// <summary>
    /// An empty name is an error: 0, or the exit code, printed. One with a letter that ends names is just never found.
    /// </summary>
    public static int CheckName(ReadOnlySpan<byte> name) => name.IsEmpty
        ? Diagnostics.Fatal(ExitCode.Usage, "bad substitution key: an empty word"u8)
        : ExitCode.Success;
}
