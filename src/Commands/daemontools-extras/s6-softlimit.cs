using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Changes resource limits, then becomes another program (s6-softlimit.html).</summary>
internal struct S6Softlimit : ICommand
{
    /// <summary>Which of the two limits the options that follow set.</summary>
    private enum Which
    {
        Soft,
        Hard,
        Both,
    }

    public static ReadOnlySpan<byte> Name => "s6-softlimit"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-softlimit [ -H | -h ] [ -a allbytes ] [ -c corebytes ] [ -d databytes ] [ -f filebytes ] [ -l lockbytes ] "u8
        + "[ -m membytes ] [ -o openfiles ] [ -P priority ] [ -p processes ] [ -r residentbytes ] [ -s stackbytes ] "u8
        + "[ -t cpusecs ] prog..."u8;

    public static ReadOnlySpan<byte> Options => "hHa:c:d:f:l:m:o:P:p:r:s:t:"u8;

    public static ReadOnlySpan<byte> Help => """
        Sets soft resource limits, then executes prog. A value is a number, at most the hard limit, or "=" for the hard
        limit.

          -a  bytes of memory in all    -c  bytes of a core file      -d  bytes of data
          -f  bytes of a file           -l  bytes of locked memory    -o  open files
          -P  real-time priority        -p  processes of the user     -r  bytes of resident memory
          -s  bytes of stack            -t  seconds of CPU time       -m  the same as -d -s -l -a together

          -H  the options that follow set the hard limit, too ("=": unlimited)
          -h  the options that follow set the hard limit only, and lower a soft limit that is above it

        Exits 100 on wrong usage; 111 where a limit cannot be set; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Which which = Which.Soft;
        OptionParser options = new(invocation);
        // In the order given. Limits that are set before an error is found bind only a process that exits.
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case OptionParser.Bad:
                    return Outcome.Exit(ExitCode.Usage);
                case (byte)'h':
                    which = Which.Hard;
                    break;
                case (byte)'H':
                    which = Which.Both;
                    break;
                default:
                    bool isHardLimit = options.Value.Length == 1 && options.Value[0] == '=';
                    ulong value = 0;
                    if (!isHardLimit && !Text.TryParse(options.Value, out value))
                    {
                        return options.UsageError();
                    }
                    int code = Set(letter, which, isHardLimit, value);
                    if (code != ExitCode.Success)
                    {
                        return Outcome.Exit(code);
                    }
                    break;
            }
        }
        return options.Rest.Count == 0 ? options.UsageError() : Outcome.Chain(options.Rest, invocation.Environment);
    }

    private static int Set(byte letter, Which which, bool isHardLimit, ulong value)
    {
        if (letter != 'm')
        {
            return Set(ResourceOf(letter), which, isHardLimit, value);
        }
        int code = Set(ResourceLimit.Data, which, isHardLimit, value);
        code = code == ExitCode.Success ? Set(ResourceLimit.Stack, which, isHardLimit, value) : code;
        code = code == ExitCode.Success ? Set(ResourceLimit.LockedMemory, which, isHardLimit, value) : code;
        return code == ExitCode.Success ? Set(ResourceLimit.AddressSpace, which, isHardLimit, value) : code;
    }

    private static ResourceLimit ResourceOf(byte letter)
    {
        Assert.That(letter is (byte)'a' or (byte)'c' or (byte)'d' or (byte)'f' or (byte)'l' or (byte)'o' or (byte)'P'
            or (byte)'p' or (byte)'r' or (byte)'s' or (byte)'t');
        return letter switch
        {
            (byte)'a' => ResourceLimit.AddressSpace,
            (byte)'c' => ResourceLimit.Core,
            (byte)'d' => ResourceLimit.Data,
            (byte)'f' => ResourceLimit.FileSize,
            (byte)'l' => ResourceLimit.LockedMemory,
            (byte)'o' => ResourceLimit.OpenFiles,
            (byte)'P' => ResourceLimit.RealTimePriority,
            (byte)'p' => ResourceLimit.Processes,
            (byte)'r' => ResourceLimit.ResidentSet,
            (byte)'s' => ResourceLimit.Stack,
            _ => ResourceLimit.Cpu,
        };
    }

    private static int Set(ResourceLimit resource, Which which, bool isHardLimit, ulong value)
    {
        Result<ResourceLimits> old = Kernel.GetLimits(resource);
        if (!old.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, old.Error, "getrlimit"u8);
        }
        ResourceLimits limits = old.Value;
        if (which != Which.Soft)
        {
            limits.Hard = isHardLimit ? ResourceLimits.Infinity : value;
        }
        // Below the hard limit in any case: -h lowers a soft limit that would be above.
        ulong soft = which == Which.Hard ? limits.Soft : isHardLimit ? limits.Hard : value;
        limits.Soft = Math.Min(soft, limits.Hard);
        Errno error = Kernel.SetLimits(resource, limits);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "setrlimit"u8) : ExitCode.Success;
    }
}
