using System;
using System.Collections.Generic;
using System.Linq;
using Sestet.Base;
using Sestet.Logging;

namespace Sestet.Tests;

/// <summary>A logdir as a table of names and files, and loggers that live in it: dice say what happens to them.</summary>
internal sealed class LogdirModel(byte[] dice)
{
    private const int LineLength = 300;
    private const int LivesStepsMax = 10_000;

    private readonly SortedDictionary<string, Content> _files = new(StringComparer.Ordinal);
    private Content? _current;
    private bool _fails = true;
    private int _dice;
    private int _archives;
    private long _now;

    private sealed class Content
    {
        public List<int> Lines { get; } = [];

        public bool IsExecutable { get; set; }
    }

    public bool HasDice => _dice < dice.Length;

    /// <summary>Lines that were written so far, 0, 1, 2 and so on.</summary>
    public int Written { get; private set; }

    /// <summary>The lines of all the files, in the order of time.</summary>
    public IEnumerable<int> Lines =>
        _files.Where(f => f.Key[0] == '@').Concat(_files.Where(f => f.Key == "current")).SelectMany(f => f.Value.Lines);

    /// <summary>Files that should not be there after a good end.</summary>
    public string[] LeftOver => [.. _files.Keys.Where(name => name[0] != '@' && name is not ("current" or "state"))];

    /// <summary>A logger that writes and rotates, until it is killed or ends, or could not start.</summary>
    public void Live(in RotationSettings settings)
    {
        Rotation rotation = default;
        RotationAction action = Begin(ref rotation, settings);
        for (int i = 0; i < LivesStepsMax && !rotation.GivenUp && !rotation.HasEnded; i++)
        {
            if (Roll() < 6)
            {
                return;
            }
            action = action.HasOutcome ? Carry(ref rotation, action) : Continue(ref rotation);
        }
    }

    /// <summary>A logger that nothing happens to: it puts the logdir in order and ends.</summary>
    public void LiveWell(in RotationSettings settings)
    {
        _fails = false;
        Rotation rotation = default;
        RotationAction action = Begin(ref rotation, settings);
        bool ending = false;
        while (!rotation.HasEnded)
        {
            if (action.HasOutcome)
            {
                action = Carry(ref rotation, action);
                continue;
            }
            Xunit.Assert.False(ending || rotation.GivenUp || rotation.IsProcessing);
            action = rotation.Step(RotationEvent.Ended, Now);
            ending = true;
        }
    }

    private Instant Now => new(_now);

    private RotationAction Begin(ref Rotation rotation, in RotationSettings settings)
    {
        bool clean = _files.TryGetValue("current", out Content? current) && current.IsExecutable;
        bool processed = _files.TryGetValue("processed", out Content? done) && done.IsExecutable;
        return rotation.Begin(settings, clean, processed, (ulong)((current?.Lines.Count ?? 0) * LineLength), Now);
    }

    /// <summary>What the host does next when no action is to be carried out.</summary>
    private RotationAction Continue(ref Rotation rotation)
    {
        _now += 1_000_000_000;
        int roll = Roll();
        if (rotation.IsProcessing && roll < 120)
        {
            return roll < 40 ? rotation.Step(RotationEvent.ProcessorFailed, Now) : EndProcessor(ref rotation);
        }
        if (!rotation.IsWritable || roll < 30)
        {
            return rotation.Step(roll < 15 ? RotationEvent.RotateAsked : RotationEvent.Timeout, Now);
        }
        if (roll < 50)
        {
            return rotation.Step(RotationEvent.WriteFailed, Now);
        }
        if (roll < 55)
        {
            return rotation.Step(RotationEvent.Ended, Now);
        }
        _current!.Lines.Add(Written++);
        return rotation.Step(RotationEvent.Written(LineLength, roll < 90 ? WriteEnd.Line : WriteEnd.Chunk), Now);
    }

    /// <summary>The processor copies previous, and succeeds.</summary>
    private RotationAction EndProcessor(ref Rotation rotation)
    {
        _files["processed"].Lines.AddRange(_files["previous"].Lines);
        return rotation.Step(RotationEvent.Processed, Now);
    }

    private RotationAction Carry(ref Rotation rotation, RotationAction action)
    {
        if (_fails && Roll() < 12)
        {
            return rotation.Step(RotationEvent.Outcome(Errno.EIO), Now);
        }
        bool there = Perform(action);
        return rotation.Step(there ? RotationEvent.Outcome(Errno.None) : RotationEvent.Absent, Now);
    }

    /// <summary>Does it to the files; false where the file of an archive is missing.</summary>
    private bool Perform(RotationAction action)
    {
        string name = System.Text.Encoding.ASCII.GetString(LogdirFileNames.Name(action.File));
        switch (action.Kind)
        {
            case RotationActionKind.Remove:
                _files.Remove(name);
                return true;
            case RotationActionKind.Archive:
                return Archive(name, (char)action.Suffix);
            case RotationActionKind.CreateState:
                _files["state"] = new Content();
                return true;
            case RotationActionKind.Adopt:
                _current = _files.TryGetValue("current", out Content? current) ? current : _files["current"] = new Content();
                _current.IsExecutable = false;
                return true;
            case RotationActionKind.Rename:
                _files["previous"] = _files["current"];
                _files.Remove("current");
                return true;
            case RotationActionKind.Open:
                _current = _files["current"] = new Content();
                return true;
            case RotationActionKind.MarkPrevious:
                _files["previous"].IsExecutable = true;
                return true;
            case RotationActionKind.StartProcessor:
                _files["processed"] = new Content();
                _files["newstate"] = new Content();
                return true;
            case RotationActionKind.MarkProcessed:
                _files["processed"].IsExecutable = true;
                return true;
            case RotationActionKind.RenameState:
                _files["state"] = _files["newstate"];
                _files.Remove("newstate");
                return true;
            case RotationActionKind.MarkCurrent:
                _current!.IsExecutable = true;
                return true;
            default:
                Xunit.Assert.True(action.Kind is RotationActionKind.Synchronize or RotationActionKind.SynchronizeState or RotationActionKind.Trim);
                return true;
        }
    }

    private bool Archive(string name, char suffix)
    {
        if (!_files.TryGetValue(name, out Content? file))
        {
            return false;
        }
        if (file.Lines.Count > 0 && _files.Values.Count(other => other == file) == 1)
        {
            _files.Add($"@{_archives++:d24}.{suffix}", file);
        }
        return true;
    }

    private int Roll() => _dice < dice.Length ? dice[_dice++] : 255;
}
