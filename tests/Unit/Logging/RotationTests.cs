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
    public void NothingIsLostOrDoubled() => Gen.Byte.Array[0, 400].Sample(dice =>
    {
        LogdirModel model = new(dice);
        while (model.HasDice)
        {
            model.Live(s_settings);
        }
        model.LiveWell(s_settings);
        return model.Lines.SequenceEqual(Enumerable.Range(0, model.Written)) && model.LeftOver.Length == 0;
    });

    /// <summary>Every state with an action leads somewhere, whatever comes of it.</summary>
    [Fact]
    public void EveryStateHasANext()
    {
        for (RotationState state = RotationState.New; state < RotationState.Count; state++)
        {
            bool acts = RotationSteps.Action(state).Kind != RotationActionKind.None;
            bool rests = state is RotationState.New or RotationState.Writable or RotationState.Blocked or RotationState.Ended;
            Assert.NotEqual(acts, rests);
            if (acts)
            {
                foreach (bool absent in new[] { false, true })
                {
                    Assert.InRange(RotationSteps.Next(state, absent, processed: false), RotationState.New + 1, RotationState.Ended);
                    Assert.InRange(RotationSteps.Next(state, absent, processed: true), RotationState.New + 1, RotationState.Ended);
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
    public void AFailureAtStartGivesUp()
    {
        Rotation rotation = default;
        RotationAction action = rotation.Begin(s_settings, clean: true, processed: false, 0, default);
        Assert.Equal(RotationActionKind.Adopt, action.Kind);
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.Outcome(Errno.EACCES), default).Kind);
        Assert.True(rotation.GivenUp);
    }

    private static Rotation Started()
    {
        Rotation rotation = default;
        RotationAction action = rotation.Begin(s_settings, clean: true, processed: false, 0, default);
        Assert.Equal(RotationActionKind.Adopt, action.Kind);
        Assert.Equal(RotationActionKind.None, rotation.Step(RotationEvent.Outcome(Errno.None), default).Kind);
        Assert.True(rotation.IsWritable);
        return rotation;
    }
}
