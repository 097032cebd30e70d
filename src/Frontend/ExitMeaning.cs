using System;

namespace Sestet.Frontend;

/// <summary>What exit codes of ./run mean by custom, in a few words.</summary>
internal static class ExitMeaning
{
    public static ReadOnlySpan<byte> Of(int code) => code switch
    {
        100 => "wrong usage: look at the command line in ./run"u8,
        111 => "a system call failed, or something was missing for now"u8,
        126 => "./run, or a program in it, could not be executed"u8,
        127 => "./run, its interpreter, or a program in it was not found"u8,
        _ => default,
    };
}
