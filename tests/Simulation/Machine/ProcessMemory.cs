using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>Memory of a process that does not move: argv, envp, and what it maps.</summary>
internal sealed unsafe class ProcessMemory
{
    private readonly List<nint> _blocks = [];
    private nint _executedPath;
    private int _executedPathLength;

    public Arguments Arguments { get; private set; }

    public EnvironmentBlock Environment { get; private set; }

    public ReadOnlySpan<byte> ExecutedPathZ => new((void*)_executedPath, _executedPathLength);

    /// <summary>What the kernel puts on a new program's stack.</summary>
    public void Load(string path, List<byte[]> arguments, List<byte[]> environment)
    {
        byte[] executed = Encoding.Latin1.GetBytes(path);
        _executedPath = String(executed);
        _executedPathLength = executed.Length + 1;
        Arguments = Strings(arguments);
        Environment = new EnvironmentBlock(Strings(environment).Pointer);
    }

    public nint Map(long length)
    {
        nint block = (nint)NativeMemory.AlignedAlloc((nuint)length, 4096);
        NativeMemory.Clear((void*)block, (nuint)length);
        _blocks.Add(block);
        return block;
    }

    public void Free()
    {
        foreach (nint block in _blocks)
        {
            NativeMemory.AlignedFree((void*)block);
        }
        _blocks.Clear();
    }

    /// <summary>A list of texts, with its null pointer.</summary>
    public Arguments Strings(List<byte[]> texts)
    {
        nint block = Map((texts.Count + 1) * sizeof(nint));
        for (int i = 0; i < texts.Count; i++)
        {
            ((nint*)block)[i] = String(texts[i]);
        }
        return new Arguments((byte**)block, texts.Count);
    }

    private nint String(byte[] text)
    {
        nint block = Map(text.Length + 1);
        text.CopyTo(new Span<byte>((void*)block, text.Length));
        return block;
    }
}
