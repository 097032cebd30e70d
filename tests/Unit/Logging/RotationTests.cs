using System;
using System.Linq;
using CsCheck;
using Sestet.Base;
using Sestet.Logging;
using Xunit;

namespace Sestet.Tests;

public class RotationTests
{
    private static readonly RotationSettings s_settings = new() { FileSize = 4096, Tolerance = 2000, CooldownMs = 100 };

    /// <summary>
    /// Lives of loggers that are killed between any two steps, whose steps fail, and that rotate: at the end each line is
    /// there once, in order, and no file is left over.
    /// </summary>
    [Fact, Trait("Category", "Property")]
    public void NothingIsLostOrDoubled() => Gen.Select(Gen.Byte.Array[0, 400], Gen.Bool).Sample((dice, processor) =>
    {
        RotationSettings settings = s_settings;
        settings.HasProcessor = processor;
        LogdirModel model = new(dice);
        while (model.HasDice)
        {
            model.Live(settings);
        }
        model.LiveWell(settings);
        return model.Lines.SequenceEqual(Enumerable.Range(0, model.Written)) && model.LeftOver.Length == 0;
    });

    /// <summary>Every state with an action leads somewhere, whatever comes of it.</summary>
    [Fact]
    public void EveryStateHasANext()
    {
        for (RotationState state = RotationState.New; state < RotationState.Count; state++)
        {
            bool acts = RotationSteps.Action(state).Kind != RotationActionKind.None;
            bool rests = state is RotationState.New or RotationState.Writable or RotationState.Blocked or RotationState.Ended
                or RotationState.AwaitingProcessor or RotationState.Processing;
            Assert.NotEqual(acts, rests);
            if (acts)
            {
                foreach (bool absent in new[] { false, true })
                {
                    foreach (bool processed in new[] { false, true })
                    {
                        RotationState next = RotationSteps.Next(state, absent, processed);
                        Assert.InRange(next, RotationState.New, RotationState.Count - 1);
                        // Of these only the last one's work is over.
                        Assert.Equal(next == RotationState.New, state == RotationState.TrimmingResult);
                    }
                }
            }
        }
    }

    [Fact]
    public void ARotationWaitsForTheEndOfALineAndOfAChunk()
    {
        Rotation rotation = Started();
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.Written(5000, WriteEnd.Line), default).Kind);
        Assert.True(rotation.AwaitsChunkEnd);
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.Written(1, WriteEnd.Inside), default).Kind);
        Assert.False(rotation.AwaitsChunkEnd);
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.RotateAsked, default).Kind);
        Assert.Equal(RotationActionKind.Synchronize, rotation.Step(RotationEvent.Written(1, WriteEnd.Chunk), default).Kind);
    }

    [Fact]
    public void SizeIsCountedFromTheLastRotation()
    {
        Rotation rotation = Started();
        Assert.False(rotation.IsDue(2095));
        Assert.True(rotation.IsDue(2096));
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.Written(2095, WriteEnd.Chunk), default).Kind);
        Assert.True(rotation.IsDue(1));
        RotationAction action = rotation.Step(RotationEvent.Written(1, WriteEnd.Chunk), default);
        while (action.HasOutcome)
        {
            action = rotation.Step(RotationEvent.Outcome(Errno.None), default);
        }
        Assert.True(rotation.IsWritable);
        Assert.False(rotation.IsDue(2095));
    }

    [Fact]
    public void WhatFailsIsTriedAgainAfterTheCooldown()
    {
        Rotation rotation = Started();
        Instant now = new(1_000_000_000);
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.WriteFailed, now).Kind);
        Assert.False(rotation.IsWritable);
        Assert.Equal(1_100_000_000, rotation.Deadline.Nanoseconds);
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.Timeout, now).Kind);
        Assert.Equal(RotationActionKind.Write, rotation.Step(RotationEvent.Timeout, rotation.Deadline).Kind);
        Assert.True(rotation.IsWritable);
        Assert.True(rotation.Deadline.IsInfinite);
        Assert.Equal(RotationActionKind.Synchronize, rotation.Step(RotationEvent.RotateAsked, now).Kind);
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.Outcome(Errno.EIO), now).Kind);
        Assert.Equal(RotationActionKind.Synchronize, rotation.Step(RotationEvent.Timeout, rotation.Deadline).Kind);
    }

    [Fact]
    public void LinesGoOnWhileAProcessorIsAtWork()
    {
        Rotation rotation = Started(processor: true);
        RotationAction action = Carry(ref rotation, rotation.Step(RotationEvent.Written(3000, WriteEnd.Chunk), default));
        Assert.Equal(RotationActionKind.None, action.Kind);
        Assert.True(rotation.IsProcessing && rotation.IsWritable && !rotation.IsAtRest);
        // What is only asked for waits, what is due keeps lines back.
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.Written(1, WriteEnd.Chunk), default).Kind);
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.RotateAsked, default).Kind);
        Assert.True(rotation.IsWritable);
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.Written(3000, WriteEnd.Chunk), default).Kind);
        Assert.False(rotation.IsWritable);
        _ = Carry(ref rotation, rotation.Step(RotationEvent.Processed, default));
        Assert.True(rotation.IsProcessing && rotation.IsWritable);
        _ = Carry(ref rotation, rotation.Step(RotationEvent.Processed, default));
        Assert.True(rotation.IsAtRest);
    }

    [Fact]
    public void AProcessorThatFailsIsRunAgainAfterTheCooldown()
    {
        Rotation rotation = Started(processor: true);
        _ = Carry(ref rotation, rotation.Step(RotationEvent.RotateAsked, default));
        Instant now = new(1_000_000_000);
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.ProcessorFailed, now).Kind);
        Assert.Equal(1_100_000_000, rotation.Deadline.Nanoseconds);
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.Ended, now).Kind);
        Assert.Equal(RotationActionKind.StartProcessor, rotation.Step(RotationEvent.Timeout, rotation.Deadline).Kind);
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.Outcome(Errno.EAGAIN), now).Kind);
        Assert.Equal(RotationActionKind.StartProcessor, rotation.Step(RotationEvent.Hurry, now).Kind);
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.Outcome(Errno.None), now).Kind);
        Assert.True(rotation.IsProcessing && rotation.Deadline.IsInfinite);
    }

    /// <summary>What may have to be taken back is not rotated away; that is made up for.</summary>
    [Fact]
    public void NothingIsRotatedThatIsHeld()
    {
        Rotation rotation = Started();
        rotation.IsHeld = true;
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.Written(5000, WriteEnd.Chunk), default).Kind);
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.RotateAsked, default).Kind);
        Assert.True(rotation.IsWritable && rotation.AwaitsChunkEnd);
        rotation.IsHeld = false;
        Assert.Equal(RotationActionKind.Synchronize, rotation.Step(RotationEvent.Written(0, WriteEnd.Chunk), default).Kind);
    }

    [Fact]
    public void AFailureAtStartGivesUp()
    {
        Rotation rotation = default;
        RotationAction action = rotation.Begin(s_settings, clean: true, processed: false, 0, default);
        Assert.Equal(RotationActionKind.Adopt, action.Kind);
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.Outcome(Errno.EACCES), default).Kind);
        Assert.True(rotation.GivenUp);
    }

    private static RotationAction Carry(ref Rotation rotation, RotationAction action)
    {
        while (action.HasOutcome)
        {
            action = rotation.Step(RotationEvent.Outcome(Errno.None), default);
        }
        return action;
    }

    private static Rotation Started(bool processor = false)
    {
        Rotation rotation = default;
        RotationSettings settings = s_settings;
        settings.HasProcessor = processor;
        RotationAction action = rotation.Begin(settings, clean: true, processed: false, 0, default);
        Assert.Equal(RotationActionKind.Adopt, action.Kind);
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.Outcome(Errno.None), default).Kind);
        Assert.True(rotation.IsWritable);
        return rotation;
    }
}
