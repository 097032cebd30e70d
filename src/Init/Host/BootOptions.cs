using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;

namespace Sestet.Init.Host;

/// <summary>What is done with /run at boot (s6-linux-init.html: -n, -N).</summary>
internal enum RunMount
{
    /// <summary>A new tmpfs is mounted there.</summary>
    Fresh,

    /// <summary>What is mounted there is mounted again (-n).</summary>
    Remounted,

    /// <summary>Nothing (-N).</summary>
    Untouched,
}

/// <summary>The options that s6-linux-init-maker hands on to s6-linux-init, and those of its own (their pages).</summary>
internal struct BootOptions : IOptionTaker
{
    private const uint MaskDefault = 0x12;  // 022
    private const uint StampTypeMax = 3;

    public TextReference BaseDirectory;
    public TextReference Path;
    public TextReference Devices;
    public TextReference Store;
    public TextReference Runlevel;
    public TextReference LogUserZ;
    public TextReference Getty;
    public TextReference SkeletonZ;
    public TextReference ResourceLimits;
    public uint Verbosity;
    public uint Mask;
    public uint StampType;
    public uint GraceMs;
    public uint ReadyFd;
    public RunMount Run;
    public bool HasRunlevel;
    public bool HasDevices;
    public bool HasStore;
    public bool HasGetty;
    public bool HasSkeleton;
    public bool CopiesToConsole;
    public bool HooksLogout;
    public bool InContainer;
    public bool WithoutLogger;
    public bool Synchronizes;

    /// <summary>The defaults of the pages.</summary>
    public static BootOptions Default => new()
    {
        BaseDirectory = new TextReference(InitPaths.BaseDefaultZ[..^1]),
        Path = new TextReference(InitPaths.SearchPathDefault),
        LogUserZ = new TextReference("root\0"u8),
        Runlevel = new TextReference("default"u8),
        Verbosity = 1,
        Mask = MaskDefault,
        StampType = 1,
        GraceMs = Limits.ShutdownGraceDefaultMs,
    };

    public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
    {
        ReadOnlySpan<byte> value = valueZ.IsEmpty ? default : valueZ[..^1];
        switch (letter)
        {
            case (byte)'V' or (byte)'v':
                return Text.TryParse(value, out Verbosity);
            case (byte)'m':
                return TryParseMask(value, out Mask);
            case (byte)'t':
                return Text.TryParse(value, out StampType);
            case (byte)'q':
                return Text.TryParse(value, out GraceMs);
            case (byte)'W':
                return Text.TryParse(value, out ReadyFd);
            case (byte)'n':
                Run = RunMount.Remounted;
                return true;
            case (byte)'N':
                Run = RunMount.Untouched;
                return true;
            default:
                return TakeFlag(letter) || TakeText(letter, valueZ);
        }
    }

    /// <summary>What is wrong with the directories and with -t, as the reference says it, or nothing.</summary>
    public readonly ReadOnlySpan<byte> WrongDirectory(out ReadOnlySpan<byte> directory)
    {
        directory = BaseDirectory.Text;
        if (!IsAbsolute(directory))
        {
            return "base directory "u8;
        }
        directory = Devices.Text;
        if (HasDevices && !IsAbsolute(directory))
        {
            return "devtmpfs directory "u8;
        }
        directory = Store.Text;
        return HasStore && !IsAbsolute(directory) ? "kernel environment store "u8 : default;
    }

    public readonly bool HasWrongStampType => StampType > StampTypeMax;

    private bool TakeFlag(byte letter)
    {
        switch (letter)
        {
            case (byte)'1':
                CopiesToConsole = true;
                return true;
            case (byte)'L':
                HooksLogout = true;
                return true;
            case (byte)'C':
                InContainer = true;
                return true;
            case (byte)'B':
                WithoutLogger = true;
                return true;
            case (byte)'S':
                Synchronizes = true;
                return true;
            default:
                return false;
        }
    }

    private bool TakeText(byte letter, ReadOnlySpan<byte> valueZ)
    {
        TextReference text = new(valueZ[..^1]);
        switch (letter)
        {
            case (byte)'c':
                BaseDirectory = text;
                return true;
            case (byte)'p':
                Path = text;
                return true;
            case (byte)'d':
                Devices = text;
                HasDevices = true;
                return true;
            case (byte)'s':
                Store = text;
                HasStore = true;
                return true;
            case (byte)'D':
                Runlevel = text;
                HasRunlevel = true;
                return true;
            case (byte)'u':
                LogUserZ = new TextReference(valueZ);
                return true;
            case (byte)'G':
                Getty = text;
                HasGetty = true;
                return true;
            case (byte)'f':
                SkeletonZ = new TextReference(valueZ);
                HasSkeleton = true;
                return true;
            default:
                Assert.That(letter is (byte)'R' or (byte)'e');
                ResourceLimits = letter == 'R' ? text : ResourceLimits;
                return true;
        }
    }

    private static bool IsAbsolute(ReadOnlySpan<byte> path) => !path.IsEmpty && path[0] == '/';

    private static bool TryParseMask(ReadOnlySpan<byte> text, out uint mask)
    {
        ulong value = 0;
        foreach (byte digit in text)
        {
            bool isDigit = digit is >= (byte)'0' and <= (byte)'7';
            value = isDigit ? (value * 8) + (ulong)(digit - '0') : ulong.MaxValue;
            if (value > uint.MaxValue)
            {
                mask = 0;
                return false;
            }
        }
        mask = (uint)value;
        return !text.IsEmpty;
    }
}
