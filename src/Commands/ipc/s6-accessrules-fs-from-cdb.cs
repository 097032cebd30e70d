using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Cdb.Host;
using Sestet.Ipc.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes a directory of a compiled ruleset (s6-accessrules-fs-from-cdb.html).</summary>
internal struct S6AccessrulesFsFromCdb : ICommand
{
    private const uint ModeDirectory = 0x5ed;         // 02755

    public static ReadOnlySpan<byte> Name => "s6-accessrules-fs-from-cdb"u8;

    public static ReadOnlySpan<byte> Usage => "s6-accessrules-fs-from-cdb dir cdbfile"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Makes dir, which must not be there, with the rules that s6-accessrules-cdb-from-fs has compiled into cdbfile. Where
        that fails dir is removed again.

        Exits 100 on wrong usage; 111 where a system call failed or cdbfile has no rules. Names that would lead out of dir are
        none.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        if (invocation.Arguments.Count < 2)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        ReadOnlySpan<byte> directoryZ = invocation.Arguments.AtZ(0);
        ReadOnlySpan<byte> fileZ = invocation.Arguments.AtZ(1);
        Result<Fd> file = CdbFile.Open(fileZ);
        if (!file.Ok)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, file.Error, "cdb_init"u8));
        }
        uint mask = Kernel.SetUmask(0);
        Errno error = Kernel.MakeDirectory(Fd.CurrentDirectory, directoryZ, ModeDirectory);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "mkdir "u8, directoryZ[..^1]));
        }
        RuleExtractor extractor = new(
            file.Value, fileZ, mask, stackalloc byte[Limits.PathLengthMax], directoryZ[..^1]);
        int code = extractor.Extract();
        if (code != ExitCode.Success)
        {
            // What failed has been told.
            _ = DirectoryTree.Remove(directoryZ);
        }
        return Outcome.Exit(code);
    }
}
