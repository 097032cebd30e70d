using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Finds descriptors that are free (fdreserve.html).</summary>
internal struct Fdreserve : ICommand
{
    public static ReadOnlySpan<byte> Name => "fdreserve"u8;

    public static ReadOnlySpan<byte> Usage => "fdreserve n prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog... with the variables FD0, FD1 ... set to n numbers of descriptors that are free.

        Exits 100 on wrong usage; 111 where there are not so many; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count < 2 || !Text.TryParse(words[0], out uint count))
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Result<ResourceLimits> limits = Kernel.GetLimits(ResourceLimit.OpenFiles);
        if (!limits.Ok)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, limits.Error, "getrlimit"u8));
        }
        if (count > limits.Value.Soft)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "too many requested fds"u8));
        }
        EnvironmentEditor editor = new(invocation.Environment);
        Errno error = Reserve((int)count, ref editor);
        return error.IsNone
            ? Outcome.Chain(words.From(1), editor.Block)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "reserve fds"u8));
    }

    /// <summary>Opens as many descriptors and closes them again.</summary>
    private static Errno Reserve(int count, scoped ref EnvironmentEditor editor)
    {
        Errno error = ChainMemory.TryAllocateArray(count, out Span<int> numbers);
        int opened = 0;
        while (opened < count && error.IsNone)
        {
            Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, "/\0"u8, OpenFlags.O_RDONLY);
            error = file.Error;
            if (file.Ok)
            {
                numbers[opened++] = file.Value.Value;
            }
        }
        for (int i = 0; i < opened; i++)
        {
            Kernel.Close(new Fd(numbers[i]));
        }
        // As the reference, which opens pairs: one that is left over is set first.
        if (error.IsNone && count % 2 != 0)
        {
            Set(count - 1, numbers[count - 1], ref editor);
        }
        for (int i = 0; i < count - count % 2 && error.IsNone; i++)
        {
            Set(i, numbers[i], ref editor);
        }
        return error.IsNone ? editor.Error : error;
    }

    private static void Set(int index, int number, scoped ref EnvironmentEditor editor)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        PathBuffer name = new(stackalloc byte[Limits.NameLengthMax]);
        name.Append("FD"u8);
        name.Append((ulong)index);
        editor.Set(name.Text, digits[..Text.Format((ulong)number, digits)]);
    }
}
