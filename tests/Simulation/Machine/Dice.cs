using System;

namespace Sestet.Simulation;

/// <summary>
/// All chance of a simulation, from one seed (SplitMix64: the same on every machine and .NET version, which System.Random
/// does not promise).
/// </summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        // The generator is defined to wrap around.
        unchecked
        {
            _state += 0x9e3779b97f4a7c15;
            ulong mixed = _state;
            mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
            return mixed ^ (mixed >> 31);
        }
    }

    /// <summary>A number from 0 to count - 1.</summary>
    public int Below(int count) => (int)(Next() % (ulong)count);

    /// <summary>A number from least to most, both included.</summary>
    public long Between(long least, long most) => least + (long)(Next() % (ulong)(most - least + 1));

    /// <summary>True once in that many times; never for 0.</summary>
    public bool OneIn(int times) => times > 0 && Below(times) == 0;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    public void Fill(Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(Next() & 0xff);
        }
    }
}
