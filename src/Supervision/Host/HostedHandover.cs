using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// How s6-svscan --density goes on in the program that is installed now. The next program takes hosted services over as if
/// this one had been killed; but it gets the pipes to the loggers, for where neither a service nor its logger lives, what
/// was written is in nobody else's hands. They are named in a table that nobody else sees (memfd_create(2)). Integers are
/// big-endian.
/// <code>
/// entry, 24 bytes
/// offset  size  field
///      0     8  device, and
///      8     8  inode of the service directory
///     16     4  descriptor of the end that its logger reads
///     20     4  descriptor of its own end
/// </code>
/// </summary>
internal static class HostedHandover
{
    private const int TableAt = 2;
    private const int EntryLength = 24;

    /// <summary>Becomes that program, with these arguments. Returns only with an error, and then all is as it was.</summary>
    public static Errno Execute(
        scoped ReadOnlySpan<byte> programZ,
        Arguments arguments,
        EnvironmentBlock environment,
        scoped Span<Fd> descriptors,
        scoped ref Scanner scanner,
        scoped ReadOnlySpan<int> pipesPlusOne)
    {
        Assert.That(descriptors.Length == ScannerHandover.Count);
        Result<Fd> table = Kernel.CreateMemoryFile("s6-svscan\0"u8);
        if (!table.Ok)
        {
            return table.Error;
        }
        Errno error = Write(table.Value, ref scanner, pipesPlusOne);
        if (error.IsNone)
        {
            descriptors[TableAt] = table.Value;
            KeepPipes(ref scanner, pipesPlusOne, keep: true);
            error = Handover.Execute(programZ, arguments, environment, descriptors);
            KeepPipes(ref scanner, pipesPlusOne, keep: false);
        }
        Kernel.Close(table.Value);
        return error;
    }

    private static bool HasPipe(scoped ref Scanner scanner, int index, scoped ReadOnlySpan<int> pipesPlusOne)
    {
        ref ScannedService service = ref scanner.Table[index];
        return service.Used && !service.IsLogger && service.Peer != ScannedService.NoPeer
            && pipesPlusOne[index] != 0 && pipesPlusOne[service.Peer] != 0;
    }

    private static Errno Write(Fd table, scoped ref Scanner scanner, scoped ReadOnlySpan<int> pipesPlusOne)
    {
        Span<byte> bytes = stackalloc byte[EntryLength];
        long position = 0;
        for (int i = 0; i < scanner.Table.End; i++)
        {
            if (!HasPipe(ref scanner, i, pipesPlusOne))
            {
                continue;
            }
            BinaryPrimitives.WriteUInt64BigEndian(bytes, scanner.Table[i].Device);
            BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], scanner.Table[i].Inode);
            ScannerRecord.WriteInt(bytes[16..], pipesPlusOne[scanner.Table[i].Peer] - 1);
            ScannerRecord.WriteInt(bytes[20..], pipesPlusOne[i] - 1);
            Result<int> written = Kernel.WriteAt(table, bytes, position);
            if (!written.Ok || written.Value != EntryLength)
            {
                return written.Ok ? Errno.ENOSPC : written.Error;
            }
            position += EntryLength;
        }
        return Errno.None;
    }

    private static void KeepPipes(scoped ref Scanner scanner, scoped ReadOnlySpan<int> pipesPlusOne, bool keep)
    {
        for (int i = 0; i < scanner.Table.End; i++)
        {
            if (HasPipe(ref scanner, i, pipesPlusOne))
            {
                _ = Kernel.SetCloseOnExec(new Fd(pipesPlusOne[i] - 1), on: !keep);
                _ = Kernel.SetCloseOnExec(new Fd(pipesPlusOne[scanner.Table[i].Peer] - 1), on: !keep);
            }
        }
    }

    /// <summary>
    /// Behind the first scan, before anything is started: services get the pipes they had. Closes the table.
    /// </summary>
    // By itself, for it is needed once.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Read(Fd table, scoped ref Scanner scanner, scoped Span<int> pipesPlusOne)
    {
        Span<byte> bytes = stackalloc byte[EntryLength];
        long position = 0;
        Result<int> read = Kernel.ReadAt(table, bytes, position);
        while (read.Ok && read.Value == EntryLength)
        {
            Fd readEnd = new(ScannerRecord.ReadInt(bytes[16..]));
            Fd writeEnd = new(ScannerRecord.ReadInt(bytes[20..]));
            int index = scanner.Table.FindDirectory(
                BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
            bool wanted = index >= 0 && HasPipe(ref scanner, index, pipesPlusOne);
            if (wanted)
            {
                Exchange(ref pipesPlusOne[scanner.Table[index].Peer], ref readEnd);
                Exchange(ref pipesPlusOne[index], ref writeEnd);
            }
            // What they have in place of it, or what is not wanted any more.
            Kernel.Close(readEnd);
            Kernel.Close(writeEnd);
            position += EntryLength;
            read = Kernel.ReadAt(table, bytes, position);
        }
        Kernel.Close(table);
    }

    private static void Exchange(ref int pipePlusOne, ref Fd end)
    {
        _ = Kernel.SetCloseOnExec(end, on: true);
        Fd before = new(pipePlusOne - 1);
        pipePlusOne = end.Value + 1;
        end = before;
    }
}
