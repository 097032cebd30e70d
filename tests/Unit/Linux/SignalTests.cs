using System;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Linux;
using Xunit;

namespace Sestet.Tests;

public class SignalTests
{
    [Fact]
    public void NamesParseInAnyForm()
    {
        for (int number = 1; number <= 31; number++)
        {
            string name = Encoding.ASCII.GetString(new Signal(number).Name);
#pragma warning disable CA1308 // Lower case is what is tested.
            string lower = name.ToLowerInvariant();
#pragma warning restore CA1308
            foreach (string form in (string[])[name, "SIG" + name, lower, "sig" + lower, $"{number}"])
            {
                Assert.True(Signal.TryParse(Encoding.ASCII.GetBytes(form), out Signal signal), form);
                Assert.Equal(number, signal.Number);
            }
        }
    }

    [Theory]
    [InlineData("ABRT", 6)]
    [InlineData("SIGIOT", 6)]
    [InlineData("CLD", 17)]
    [InlineData("POLL", 29)]
    [InlineData("64", 64)]
    public void Aliases(string text, int number)
    {
        Assert.True(Signal.TryParse(Encoding.ASCII.GetBytes(text), out Signal signal));
        Assert.Equal(number, signal.Number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("-1")]
    [InlineData("SIG")]
    [InlineData("SIGSIGTERM")]
    [InlineData("TERM ")]
    [InlineData("???")]
    [InlineData("15 ")]
    public void NoSignals(string text) => Assert.False(Signal.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact, Trait("Category", "Property")]
    public void WhatParsesIsASignal() => Gen.Byte.Array[0, 12].Sample(bytes =>
        !Signal.TryParse(bytes, out Signal signal) || signal.Number is >= 1 and <= Signal.NumberMax);

    [Fact]
    public void NamesDiffer()
    {
        string[] names = [.. Enumerable.Range(1, 31).Select(number => Encoding.ASCII.GetString(new Signal(number).Name))];
        Assert.Equal(31, names.Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain("???", names);
    }
}
