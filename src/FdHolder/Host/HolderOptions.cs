using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.FdHolder.Host;

/// <summary>The options of s6-fdholderd.</summary>
internal struct HolderOptions
{
    public uint Verbosity;

    /// <summary>A newline goes to standard output when clients are taken.</summary>
    public bool Notifies;

    public uint ClientsMax;

    public uint FdsMax;

    /// <summary>0: for ever.</summary>
    public uint ClientTimeoutMs;

    /// <summary>0: for ever.</summary>
    public uint LameDuckMs;

    private TextReference _rulesZ;

    /// <summary>The path of the rules, a file rather than a directory.</summary>
    public bool RulesAreFile;

    public readonly ReadOnlySpan<byte> RulesZ => _rulesZ.Text;

    public readonly bool HasRules => !_rulesZ.Text.IsEmpty;

    /// <summary>0, or an exit code, printed.</summary>
    public static int Read(in Invocation invocation, out HolderOptions result)
    {
        result = new HolderOptions
        {
            Verbosity = 1,
            ClientsMax = Limits.HolderClientsDefault,
            FdsMax = Limits.HolderFdsDefault,
        };
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad || !result.TryTake(letter, options))
            {
                return ExitCode.Usage;
            }
        }
        if (!result.HasRules)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "no access rights specified!"u8);
        }
        result.Clamp();
        return ExitCode.Success;
    }

    private bool TryTake(byte letter, in OptionParser options)
    {
        switch (letter)
        {
            case (byte)'1':
                Notifies = true;
                return true;
            case (byte)'i':
            case (byte)'x':
                _rulesZ = new TextReference(options.ValueZ);
                RulesAreFile = letter == 'x';
                return true;
            case (byte)'v':
                return HolderClientCommand.TryReadNumber(options, out Verbosity);
            case (byte)'c':
                return HolderClientCommand.TryReadNumber(options, out ClientsMax);
            case (byte)'n':
                return HolderClientCommand.TryReadNumber(options, out FdsMax);
            case (byte)'t':
                return HolderClientCommand.TryReadNumber(options, out ClientTimeoutMs);
            default:
                Assert.That(letter == 'T');
                return HolderClientCommand.TryReadNumber(options, out LameDuckMs);
        }
    }

    /// <summary>
    /// No more than the process may have open: what clients and the fd-holder itself need is kept free, so that it works on when
    /// it can hold no more.
    /// </summary>
    private void Clamp()
    {
        Result<ResourceLimits> limits = Kernel.GetLimits(ResourceLimit.OpenFiles);
        ulong open = limits.Ok ? Math.Min(limits.Value.Soft, Limits.HolderFdsMax) : Limits.HolderFdsMax;
        uint free = (uint)Math.Max((long)open - Limits.HolderFdsOwn, 2);
        ClientsMax = Math.Max(1, Math.Min(ClientsMax, Math.Min(Limits.HolderClientsMax, free - 1)));
        FdsMax = Math.Max(1, Math.Min(FdsMax, free - ClientsMax));
    }
}
