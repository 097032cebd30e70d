using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.LinuxUtils;
using Sestet.LinuxUtils.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Lists the processes (s6-ps.html).</summary>
internal struct S6Ps : ICommand
{
    private const uint SpacingDefault = 2;
    private const uint SpacingMax = 256;

    private struct Request
    {
        public bool IsTree;
        public uint Spacing;
        public TextReference WaitFileZ;
    }

    public static ReadOnlySpan<byte> Name => "s6-ps"u8;

    public static ReadOnlySpan<byte> Usage => "s6-ps [ -H ] [ -w spacing ] [ -W wchanfile ] [ -l | -o field,field... ]"u8;

    public static ReadOnlySpan<byte> Options => "Hlw:W:o:"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints a line for every process that /proc shows. "*" stands for what may not be read, "-" for what there is not.

          -H  as a tree: processes of the kernel first
          -w  blanks between columns at least: 1 to 256, 2 by default
          -W  the file that tells the kernel's functions by address; by default /proc/kallsyms or
              /boot/System.map-RELEASE or /boot/System.map
          -o  fields with commas between them; by default user,pid,tty,s,start,args
          -l  the same as -o user,pid,cpcpu,pmem,vsize,rss,tty,s,start,cttime,args

        The fields: pid ppid pgrp sess tty tpgid, comm, s (state), user group, args env; start tstart (a TAI64N label),
        utime stime ttime (both), cutime cstime cttime (with dead children), pcpu cpcpu (percent); vsize rss rsslimit in
        kB, pmem (percent); minflt cminflt majflt cmajflt; prio nice rtprio policy psr (CPU) thcount; wchan.

        Exits 0; 100 on wrong usage; 111 where /proc cannot be read or the output not be written.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    private static ReadOnlySpan<byte> UsualFields => "user,pid,tty,s,start,args"u8;

    private static ReadOnlySpan<byte> LongFields => "user,pid,cpcpu,pmem,vsize,rss,tty,s,start,cttime,args"u8;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = new() { Spacing = SpacingDefault };
        Span<ProcessColumn> room = stackalloc ProcessColumn[ProcessColumn.Count];
        int code = ParseFields(UsualFields, room, out int count);
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End && code == 0; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'H':
                    request.IsTree = true;
                    break;
                case (byte)'l':
                    code = ParseFields(LongFields, room, out count);
                    break;
                case (byte)'o':
                    code = ParseFields(options.Value, room, out count);
                    break;
                case (byte)'W':
                    request.WaitFileZ = new TextReference(options.ValueZ);
                    break;
                case (byte)'w':
                    if (!Text.TryParse(options.Value, out request.Spacing))
                    {
                        return options.UsageError();
                    }
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        return Outcome.Exit(code == ExitCode.Success ? Print(request, room[..count]) : code);
    }

    private static int ParseFields(ReadOnlySpan<byte> list, Span<ProcessColumn> columns, out int count)
    {
        count = 0;
        bool goesOn = true;
        while (goesOn)
        {
            int comma = list.IndexOf((byte)',');
            goesOn = comma >= 0;
            ReadOnlySpan<byte> name = goesOn ? list[..comma] : list;
            list = goesOn ? list[(comma + 1)..] : default;
            if (name.IsEmpty)
            {
                return Diagnostics.Fatal(ExitCode.Usage, "invalid (empty) field for -o option"u8);
            }
            if (!ProcessColumn.TryFind(name, out ProcessColumn column))
            {
                return Diagnostics.Fatal(ExitCode.Usage, "invalid field for -o option: "u8, name);
            }
            if (Has(columns[..count], column))
            {
                return Diagnostics.Fatal(ExitCode.Usage, "duplicate field for -o option: "u8, name);
            }
            columns[count] = column;
            count++;
        }
        return ExitCode.Success;
    }

    private static bool Has(ReadOnlySpan<ProcessColumn> columns, ProcessColumn wanted)
    {
        foreach (ProcessColumn column in columns)
        {
            if (column == wanted)
            {
                return true;
            }
        }
        return false;
    }

    private static int Print(in Request request, ReadOnlySpan<ProcessColumn> columns)
    {
        ProcessTable table = new(columns);
        ProcessCells cells = new(out Errno error);
        if (error.IsNone)
        {
            ProcessScan scan = new(columns, cells);
            error = scan.Fill(ref table);
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "open /proc"u8);
        }
        ReadOnlySpan<byte> fileZ = request.WaitFileZ.Text;
        error = table.NameWaitChannels(fileZ, out Errno warning);
        if (warning.Failed && fileZ.IsEmpty)
        {
            Diagnostics.WarnUnable(warning, "init wchan"u8);
        }
        else if (warning.Failed)
        {
            Diagnostics.WarnUnable(warning, "init wchan file "u8, fileZ[..^1]);
        }
        error = error.IsNone ? table.Arrange(request.IsTree) : error;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "format fields"u8);
        }
        error = table.Print((int)Math.Min(Math.Max(request.Spacing, 1), SpacingMax));
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "write to stdout"u8) : ExitCode.Success;
    }
}
