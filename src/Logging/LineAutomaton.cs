using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>
/// A regular expression as a deterministic automaton that reads lines byte by byte. Bytes that no part of the expression
/// tells apart are one class. A state is the set of positions at which the byte before may have stood; states are made
/// when lines first lead to them, and all forgotten when their memory is full.
/// <code>
/// memory    0    256    class of each byte value
///         256    16 P   the positions that may follow each of the P positions
///               16 C    the positions at which a byte of each of the C classes may stand
///               16 S    the set of each of S states
///               2 S C   for each state and class the index in this table at which the next state's classes begin
/// </code>
/// In that table three values mean something else: Unknown, Found and Resting. The first two states are always there: the
/// start of a line, and the state in which nothing of the expression has been found yet. That one most lines are in most of
/// the time. If only few bytes lead out of it, they are searched for.
/// </summary>
internal struct LineAutomaton
{
    /// <summary>The next state has not been looked for yet.</summary>
    private const ushort Unknown = 0;

    /// <summary>The line matches.</summary>
    private const ushort Found = 1;

    /// <summary>Nothing has been found yet, and what leads out of that state can be searched for.</summary>
    private const ushort Resting = 2;

    /// <summary>The row of the state at the start of a line, right behind those three.</summary>
    private const ushort StartRow = 3;

    /// <summary>The states that are always there.</summary>
    private const int StatesKept = 2;

    private const int SetLength = 16;
    private const int ByteValues = 256;

    /// <summary>Memory for compiling: the bytes of each position, and what follows on it.</summary>
    public const int ScratchLength = PositionSet.Capacity * (32 + SetLength);

    /// <summary>Less states are not worth it.</summary>
    private const int StatesMin = 6;

    private const byte NewlineClass = 0;

    private ExpressionPart _whole;
    private int _positions;
    private int _classes;
    private int _statesMax;
    private int _states;
    private Stops _stops;
    private bool _rests;

    [InlineArray(3)]
    private struct Stops
    {
        private byte _first;
    }

    public readonly bool IsCompiled => _statesMax > 0;

    /// <summary>
    /// Compiles an expression that regcomp(3) has taken. False where it is one for libc: it has something in it that is not
    /// known here, matches every line, or its tables are larger than the memory.
    /// </summary>
    public static bool TryCompile(
        ReadOnlySpan<byte> pattern, Span<byte> memory, Span<byte> scratch, out LineAutomaton automaton)
    {
        automaton = default;
        Span<ByteSet> bytes = MemoryMarshal.Cast<byte, ByteSet>(scratch[..(PositionSet.Capacity * 32)]);
        Span<PositionSet> follow = MemoryMarshal.Cast<byte, PositionSet>(scratch[(PositionSet.Capacity * 32)..ScratchLength]);
        ExpressionCompiler compiler = new(pattern, bytes, follow);
        if (!compiler.TryCompile(out ExpressionPart whole) || whole.Empty || whole.EmptyAtStart || whole.EmptyAtEnd)
        {
            return false;
        }
        LineAutomaton made = new() { _whole = whole, _positions = whole.High };
        if (memory.Length < ByteValues)
        {
            return false;
        }
        made._classes = Classify(bytes[..whole.High], memory[..ByteValues]);
        int rest = memory.Length - ByteValues - SetLength * (made._positions + made._classes) - 2 * StartRow;
        int states = rest / (SetLength + 2 * made._classes);
        if (states < StatesMin)
        {
            return false;
        }
        made._statesMax = Math.Min(states, (ushort.MaxValue - StartRow) / made._classes);
        made.FillTables(memory, bytes, follow);
        automaton = made;
        return true;
    }

    /// <summary>Whether a line matches. whole: it ends there.</summary>
    public bool Matches(Span<byte> memory, ReadOnlySpan<byte> line, bool whole)
    {
        int row = StartRow;
        return Run(memory, line, ref row) >= 0 || (whole && Next(memory, row, NewlineClass) == Found);
    }

    /// <summary>The place in whole lines where it is known that a line matches; -1 where none does.</summary>
    public int Find(Span<byte> memory, ReadOnlySpan<byte> lines)
    {
        int row = StartRow;
        return Run(memory, lines, ref row);
    }

    /// <summary>The row of the state in which nothing has been found yet.</summary>
    private readonly int RestRow => StartRow + _classes;

    /// <summary>Reads on from a row; the place where a match is found, or -1 and the row at the end.</summary>
    private int Run(Span<byte> memory, ReadOnlySpan<byte> text, ref int row)
    {
        ReadOnlySpan<byte> classes = memory[..ByteValues];
        ReadOnlySpan<ushort> table = Table(memory);
        int at = row;
        for (int i = 0; i < text.Length; i++)
        {
            int next = table[at + classes[text[i]]];
            if (next < StartRow)
            {
                next = next == Unknown ? Next(memory, at, classes[text[i]]) : next;
                if (next == Found)
                {
                    return i;
                }
                if (next == Resting)
                {
                    next = RestRow;
                    int skipped = text[(i + 1)..].IndexOfAny(_stops[0], _stops[1], _stops[2]);
                    i = skipped < 0 ? text.Length - 1 : i + skipped;
                }
            }
            at = next;
        }
        row = at;
        return -1;
    }

    /// <summary>The row of the next state, or Found; it is made where it has not been yet.</summary>
    private int Next(Span<byte> memory, int row, byte letter)
    {
        Span<ushort> table = Table(memory);
        int known = table[row + letter];
        if (known != Unknown)
        {
            return known;
        }
        PositionSet from = States(memory)[(row - StartRow) / _classes];
        PositionSet to = default;
        bool found;
        if (letter == NewlineClass)
        {
            found = row == StartRow ? _whole.EmptyAtBoth : !(from & _whole.LastAtEnd).IsEmpty;
        }
        else
        {
            to = row == StartRow ? _whole.FirstAtStart : _whole.First;
            ReadOnlySpan<PositionSet> follow = Follow(memory);
            for (PositionSet rest = from; !rest.IsEmpty; rest = rest.Rest())
            {
                to |= follow[rest.First()];
            }
            to &= Standing(memory)[letter];
            found = !(to & _whole.Last).IsEmpty;
        }
        bool forgot = false;
        int next = found ? Found : letter == NewlineClass ? StartRow : RowOf(memory, to, out forgot);
        if (_rests && next == RestRow)
        {
            next = Resting;
        }
        // Where all states have been forgotten, so has the one that leads here, and another may have its row.
        if (!forgot)
        {
            table[row + letter] = (ushort)next;
        }
        return next;
    }

    /// <summary>The row of the state with that set, which is not the start of a line.</summary>
    private int RowOf(Span<byte> memory, PositionSet set, out bool forgot)
    {
        Span<PositionSet> states = States(memory);
        forgot = false;
        for (int i = 1; i < _states; i++)
        {
            if (states[i].IsSame(set))
            {
                return StartRow + i * _classes;
            }
        }
        if (_states == _statesMax)
        {
            Table(memory).Clear();
            _states = StatesKept;
            forgot = true;
        }
        states[_states] = set;
        return StartRow + _states++ * _classes;
    }

    /// <summary>Gives each byte value its class; how many there are.</summary>
    private static int Classify(ReadOnlySpan<ByteSet> bytes, Span<byte> classes)
    {
        int count = 1;
        classes.Clear();
        for (int value = 1; value < ByteValues; value++)
        {
            if (value == '\n')
            {
                continue;
            }
            int like = 1;
            while (like < value && (like == '\n' || !AreAlike(bytes, (byte)like, (byte)value)))
            {
                like++;
            }
            classes[value] = like < value ? classes[like] : (byte)count++;
        }
        return count;
    }

    private static bool AreAlike(ReadOnlySpan<ByteSet> bytes, byte a, byte b)
    {
        foreach (ref readonly ByteSet set in bytes)
        {
            if (set.Has(a) != set.Has(b))
            {
                return false;
            }
        }
        return true;
    }

    private void FillTables(Span<byte> memory, ReadOnlySpan<ByteSet> bytes, ReadOnlySpan<PositionSet> follow)
    {
        follow[.._positions].CopyTo(Follow(memory));
        Span<PositionSet> standing = Standing(memory);
        standing.Clear();
        for (int value = 1; value < ByteValues; value++)
        {
            for (int i = 0; i < _positions && value != '\n'; i++)
            {
                if (bytes[i].Has((byte)value))
                {
                    standing[memory[value]] |= PositionSet.Of(i);
                }
            }
        }
        States(memory)[..StatesKept].Clear();
        _states = StatesKept;
        Table(memory).Clear();
        FindStops(memory);
    }

    /// <summary>Which bytes lead out of the state in which nothing has been found yet, if they are few.</summary>
    private void FindStops(Span<byte> memory)
    {
        ReadOnlySpan<PositionSet> standing = Standing(memory);
        bool isAsStart = _whole.First.IsSame(_whole.FirstAtStart) && !_whole.EmptyAtBoth;
        int count = 0;
        for (int value = 0; value < ByteValues; value++)
        {
            bool stops = value == '\n' ? !isAsStart : !(standing[memory[value]] & _whole.First).IsEmpty;
            if (stops && count < 3)
            {
                // The places that are not needed have the same.
                ((Span<byte>)_stops)[count..].Fill((byte)value);
            }
            count += stops ? 1 : 0;
        }
        _rests = count is > 0 and <= 3;
    }

    private readonly Span<PositionSet> Follow(Span<byte> memory) => Sets(memory, 0, _positions);

    private readonly Span<PositionSet> Standing(Span<byte> memory) => Sets(memory, _positions, _classes);

    private readonly Span<PositionSet> States(Span<byte> memory) => Sets(memory, _positions + _classes, _statesMax);

    private static Span<PositionSet> Sets(Span<byte> memory, int first, int count) =>
        MemoryMarshal.Cast<byte, PositionSet>(memory.Slice(ByteValues + first * SetLength, count * SetLength));

    private readonly Span<ushort> Table(Span<byte> memory) => MemoryMarshal.Cast<byte, ushort>(memory.Slice(
        ByteValues + (_positions + _classes + _statesMax) * SetLength, 2 * (StartRow + _statesMax * _classes)));
}
