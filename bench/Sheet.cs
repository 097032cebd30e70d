using System.Collections.Generic;
using System.Linq;

namespace Sestet.Bench;

/// <summary>All that was measured, in the order in which it came up, and what was left out or broke.</summary>
internal sealed class Sheet
{
    private readonly List<Row> _rows = [];
    private readonly List<string> _notes = [];

    public IReadOnlyList<Row> Rows => _rows;

    /// <summary>What is left out, and why.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Whether something went wrong.</summary>
    public bool IsBroken { get; private set; }

    public void Add(string name, string unit, int suite, int round, double value)
    {
        Row? row = _rows.FirstOrDefault(r => r.Name == name);
        if (row == null)
        {
            row = new Row(name, unit);
            _rows.Add(row);
        }
        row.Add(suite, round, value);
    }

    public void Note(string text)
    {
        if (!_notes.Contains(text))
        {
            _notes.Add(text);
        }
    }

    public void Break(string text)
    {
        IsBroken = true;
        Note(text);
    }
}
