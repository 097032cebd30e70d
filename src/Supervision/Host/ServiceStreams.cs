using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision.Host;

/// <summary>
/// What the processes of a service get in place of their supervisor's standard descriptors; none by default. A service in a
/// process of its own needs none: its supervisor's are its own.
/// </summary>
internal readonly struct ServiceStreams
{
    private readonly int _inputPlusOne;
    private readonly int _outputPlusOne;
    private readonly int _errorPlusOne;

    public ServiceStreams(Fd input, Fd output, Fd error, ChildDescriptors table)
    {
        _inputPlusOne = input.Value + 1;
        _outputPlusOne = output.Value + 1;
        _errorPlusOne = error.Value + 1;
        Table = table;
    }

    public ChildDescriptors Table { get; }

    /// <summary>Puts those that there are into the list: how many.</summary>
    public int CopyTo(Span<DescriptorMove> moves)
    {
        int count = 0;
        Add(_inputPlusOne, 0, moves, ref count);
        Add(_outputPlusOne, 1, moves, ref count);
        Add(_errorPlusOne, 2, moves, ref count);
        // Its readiness may take another one.
        Assert.That(count < Limits.SpawnDescriptorsMax);
        return count;
    }

    private static void Add(int numberPlusOne, int to, Span<DescriptorMove> moves, ref int count)
    {
        if (numberPlusOne != 0)
        {
            moves[count++] = new DescriptorMove(new Fd(numberPlusOne - 1), to);
        }
    }
}
