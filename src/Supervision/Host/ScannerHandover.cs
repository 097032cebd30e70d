using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// How s6-svscan goes on in the program that is installed now, in the same process: the lock, the control FIFO, the
/// console and a table of the services are handed over; the table names the descriptors of pipes and processes.
/// </summary>
internal static class ScannerHandover
{
    /// <summary>Lock, control, table, console.</summary>
    public const int Count = 4;

    private const int TableAt = 2;

    /// <summary>
    /// Becomes that program, with these arguments. Returns only with an error, and then all is as it was.
    /// </summary>
    // By itself, for its buffers would lie below everything s6-svscan has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Errno Execute(
        scoped ReadOnlySpan<byte> programZ,
        Arguments arguments,
        EnvironmentBlock environment,
        scoped ReadOnlySpan<Fd> descriptors,
        scoped ref Scanner scanner,
        scoped ReadOnlySpan<int> pipesPlusOne,
        scoped ref AdoptedSupervisors adopted)
    {
        Assert.That(descriptors.Length == Count);
        Result<Fd> table = Kernel.CreateMemoryFile("s6-svscan\0"u8);
        if (!table.Ok)
        {
            return table.Error;
        }
        Errno error = WriteTable(table.Value, ref scanner, pipesPlusOne, ref adopted);
        if (error.IsNone)
        {
            Span<Fd> all = stackalloc Fd[Count];
            descriptors.CopyTo(all);
            all[TableAt] = table.Value;
            SetCloseOnExec(ref scanner, pipesPlusOne, ref adopted, on: false);
            error = Handover.Execute(programZ, arguments, environment, all);
            SetCloseOnExec(ref scanner, pipesPlusOne, ref adopted, on: true);
        }
        Kernel.Close(table.Value);
        return error;
    }

    private static Errno WriteTable(
        Fd table, scoped ref Scanner scanner, scoped ReadOnlySpan<int> pipesPlusOne, scoped ref AdoptedSupervisors adopted)
    {
        const int Length = ScannerRecord.EntryHeaderLength + Limits.ScannedNameLengthMax;
        Span<byte> bytes = stackalloc byte[Length];
        long position = ScannerRecord.HeaderLength;
        int count = 0;
        for (int i = 0; i < scanner.Table.End; i++)
        {
            if (!scanner.Table[i].Used)
            {
                continue;
            }
            ScannerRecord entry = new()
            {
                Service = scanner.Table[i],
                Index = i,
                PipePlusOne = pipesPlusOne[i],
                ProcessPlusOne = adopted.Process(i).Value + 1,
            };
            entry.Pack(scanner.Table.NameZ(i), bytes);
            Errno error = WriteAt(table, bytes, position);
            if (error.Failed)
            {
                return error;
            }
            position += Length;
            count++;
        }
        scanner.PackHeader(Length, count, bytes);
        return WriteAt(table, bytes[..ScannerRecord.HeaderLength], 0);
    }

    private static Errno WriteAt(Fd table, ReadOnlySpan<byte> bytes, long position)
    {
        Result<int> written = Kernel.WriteAt(table, bytes, position);
        return written.Ok && written.Value != bytes.Length ? Errno.ENOSPC : written.Error;
    }

    private static void SetCloseOnExec(
        scoped ref Scanner scanner, scoped ReadOnlySpan<int> pipesPlusOne, scoped ref AdoptedSupervisors adopted, bool on)
    {
        for (int i = 0; i < scanner.Table.End; i++)
        {
            SetCloseOnExec(new Fd(pipesPlusOne[i] - 1), on);
            SetCloseOnExec(adopted.Process(i), on);
        }
    }

    private static void SetCloseOnExec(Fd fd, bool on)
    {
        if (fd.IsOpen)
        {
            Errno error = Kernel.SetCloseOnExec(fd, on);
            Assert.That(error.IsNone);
        }
    }

    /// <summary>
    /// Takes the table over and closes it. What cannot be understood is said; the directory is scanned then, and running
    /// supervisors are adopted.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Read(
        Fd table, scoped ref Scanner scanner, scoped Span<int> pipesPlusOne, scoped ref AdoptedSupervisors adopted)
    {
        Span<byte> bytes = stackalloc byte[ScannerRecord.EntryHeaderLength + Limits.ScannedNameLengthMax];
        Result<int> read = Kernel.ReadAt(table, bytes[..ScannerRecord.HeaderLength], 0);
        bool understood = read.Ok
            && scanner.TryUnpackHeader(bytes[..read.Value], out int length, out int count)
            && length >= ScannerRecord.EntryHeaderLength && length <= bytes.Length
            && TryReadEntries(table, bytes[..length], count, ref scanner, pipesPlusOne, ref adopted);
        if (!understood)
        {
            Diagnostics.Warn("the table of the program before is not understood: running supervisors are looked for"u8);
        }
        Kernel.Close(table);
    }

    private static bool TryReadEntries(
        Fd table,
        scoped Span<byte> bytes,
        int count,
        scoped ref Scanner scanner,
        scoped Span<int> pipesPlusOne,
        scoped ref AdoptedSupervisors adopted)
    {
        for (int i = 0; i < count; i++)
        {
            Result<int> read = Kernel.ReadAt(table, bytes, ScannerRecord.HeaderLength + (long)i * bytes.Length);
            if (!read.Ok || read.Value != bytes.Length)
            {
                return false;
            }
            ScannerRecord entry = ScannerRecord.Unpack(bytes);
            ReadOnlySpan<byte> name = bytes[ScannerRecord.EntryHeaderLength..];
            int end = name.IndexOf((byte)0);
            if (end <= 0 || !scanner.TryRestore(entry, name[..end]))
            {
                return false;
            }
            SetCloseOnExec(new Fd(entry.PipePlusOne - 1), on: true);
            SetCloseOnExec(new Fd(entry.ProcessPlusOne - 1), on: true);
            pipesPlusOne[entry.Index] = entry.PipePlusOne;
            adopted.Keep(entry.Index, new Fd(entry.ProcessPlusOne - 1));
        }
        return true;
    }

    /// <summary>Has every s6-supervise go on in the new program as well; those of other suites do not know the letter.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Pass(scoped ref Scanner scanner)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        for (int i = 0; i < scanner.Table.End; i++)
        {
            if (!scanner.Table[i].Used || scanner.Table[i].Pid.IsNone)
            {
                continue;
            }
            path.Truncate(0);
            path.Append(scanner.Table.NameZ(i)[..^1]);
            path.Append("/"u8);
            path.Append(ServiceFile.ControlZ[..^1]);
            Result<Fd> control = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK);
            Errno error = control.Error;
            if (control.Ok)
            {
                error = Kernel.Write(control.Value, [SupervisorHost.UpgradeLetter]).Error;
                Kernel.Close(control.Value);
            }
            // One that has not come so far executes the new program anyway.
            if (error.Failed && error != Errno.ENXIO && error != Errno.ENOENT)
            {
                ReadOnlySpan<byte> name = scanner.Table.NameZ(i)[..^1];
                Diagnostics.WarnUnable(error, "have the supervisor of "u8, name, " go on in the new program"u8);
            }
        }
    }
}
