using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Machine.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Keeps a seed of the kernel's random numbers from one boot to the next (rngseed.html).</summary>
internal struct Rngseed : ICommand
{
    private const uint VerbosityDefault = 1;
    private const uint DirectoryMode = 0x1c0;       // 0700

    private struct Request
    {
        public bool Reads;
        public bool CreditsRead;
        public bool Writes;
        public bool CreditsWritten;
        public bool Waits;
        public uint Verbosity;
        public TextReference DirectoryZ;
    }

    public static ReadOnlySpan<byte> Name => "rngseed"u8;

    public static ReadOnlySpan<byte> Usage =>
        "rngseed [ -d seeddir ] [ -v verbosity ] [ -r | -R ] [ -n | -N ] [ -w | -W ]"u8;

    public static ReadOnlySpan<byte> Options => "d:v:rRnNwW"u8;

    public static ReadOnlySpan<byte> Help => """
        Waits until the kernel's random numbers are good, and keeps a seed for them in seeddir/seed.

          -r  first read the seed, remove the file, and give the seed to the kernel
          -R  the same, without counting it as random
          -w  at the end write a new seed
          -W  the same, marked as one not to be counted
          -n  do not wait: a seed written too early is marked so   -N  wait (the default)
          -d  the directory, /var/lib/rngseed by default; -w makes it where it is missing
          -v  0: errors; 1: warnings, too (the default); 2: what is done, too

        A seed counts as random if nobody may write to its file (mode 0400, else 0600). A seed never serves twice, even if
        the power fails: it is given to the kernel only when its removal is on the disk. A new one is on the disk as a whole
        before it takes the place of the old.

        Exits 0; 100 on wrong usage, or an empty seed; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = new()
        {
            CreditsRead = true,
            CreditsWritten = true,
            Waits = true,
            Verbosity = VerbosityDefault,
            DirectoryZ = new TextReference("/var/lib/rngseed\0"u8),
        };
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (!TryApply(letter, options.ValueZ, ref request))
            {
                return options.UsageError();
            }
        }
        return Outcome.Exit(Carry(request));
    }

    private static bool TryApply(byte letter, ReadOnlySpan<byte> valueZ, scoped ref Request request)
    {
        switch (letter)
        {
            case (byte)'d':
                request.DirectoryZ = new TextReference(valueZ);
                return true;
            case (byte)'v':
                return Text.TryParse(valueZ[..^1], out request.Verbosity);
            case (byte)'r':
            case (byte)'R':
                request.Reads = true;
                request.CreditsRead = letter == 'r';
                return true;
            case (byte)'w':
            case (byte)'W':
                request.Writes = true;
                request.CreditsWritten = letter == 'w';
                return true;
            default:
                Assert.That(letter is (byte)'n' or (byte)'N');
                request.Waits = letter == 'N';
                return true;
        }
    }

    private static int Carry(in Request request)
    {
        ReadOnlySpan<byte> directoryZ = request.DirectoryZ.Text;
        SeedFile seed = new(directoryZ, stackalloc byte[Limits.PathLengthMax], request.Verbosity);
        if (request.Writes)
        {
            Errno error = DirectoryTree.MakePath(directoryZ, DirectoryMode);
            if (error.Failed)
            {
                return Diagnostics.Unable(ExitCode.System, error, "mkdir "u8, directoryZ[..^1]);
            }
        }
        int code = request.Reads ? seed.GiveToKernel(request.CreditsRead) : ExitCode.Success;
        if (code == ExitCode.Success && request.Waits)
        {
            code = seed.WaitForKernel();
        }
        return code == ExitCode.Success && request.Writes ? seed.Renew(request.CreditsWritten) : code;
    }
}
