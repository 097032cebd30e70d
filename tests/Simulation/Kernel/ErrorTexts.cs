using System;
using Sestet.Base;

namespace Sestet.Linux;

/// <summary>What musl's strerror says of the errors the simulated kernel knows.</summary>
internal static class ErrorTexts
{
    public static ReadOnlySpan<byte> Of(Errno error) => error.Value switch
    {
        0 => "No error information"u8,
        1 => "Operation not permitted"u8,
        2 => "No such file or directory"u8,
        3 => "No such process"u8,
        4 => "Interrupted system call"u8,
        5 => "I/O error"u8,
        6 => "No such device or address"u8,
        7 => "Argument list too long"u8,
        8 => "Exec format error"u8,
        9 => "Bad file descriptor"u8,
        10 => "No child process"u8,
        11 => "Resource temporarily unavailable"u8,
        12 => "Out of memory"u8,
        13 => "Permission denied"u8,
        16 => "Resource busy"u8,
        17 => "File exists"u8,
        20 => "Not a directory"u8,
        21 => "Is a directory"u8,
        22 => "Invalid argument"u8,
        23 => "Too many open files in system"u8,
        24 => "No file descriptors available"u8,
        28 => "No space left on device"u8,
        29 => "Invalid seek"u8,
        32 => "Broken pipe"u8,
        36 => "Filename too long"u8,
        39 => "Directory not empty"u8,
        40 => "Symbolic link loop"u8,
        43 => "Identifier removed"u8,
        71 => "Protocol error"u8,
        110 => "Operation timed out"u8,
        _ => "Unknown error"u8,
    };
}
