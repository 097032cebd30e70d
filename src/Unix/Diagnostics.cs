using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// Messages on standard error, in the words of the reference: "PROG: fatal: unable to open FILE: No such file or
/// directory". Those that end the program give back the exit code, so that a command can return it.
/// </summary>
internal static class Diagnostics
{
    /// <summary>What usage errors exit with.</summary>
    private const int UsageCode = 100;

#if !FREESTANDING
    // The simulation runs one program a thread.
    [System.ThreadStatic]
#endif
    private static TextReference s_program;

#if !FREESTANDING
    [System.ThreadStatic]
#endif
    private static TextReference s_subject;

#if !FREESTANDING
    [System.ThreadStatic]
#endif
    private static int s_outputPlusOne;

    /// <summary>What messages begin with, and where they go.</summary>
    internal readonly struct State(TextReference program, TextReference subject, int outputPlusOne)
    {
        public TextReference Program { get; } = program;

        public TextReference Subject { get; } = subject;

        public int OutputPlusOne { get; } = outputPlusOne;
    }

    public static State Keep() => new(s_program, s_subject, s_outputPlusOne);

    public static void Restore(State state)
    {
        s_program = state.Program;
        s_subject = state.Subject;
        s_outputPlusOne = state.OutputPlusOne;
    }

    /// <summary>Messages go there until that is changed; Fd.None stands for standard error.</summary>
    public static void SetOutput(Fd output) => s_outputPlusOne = output.Value + 1;

    /// <summary>
    /// Sets the name that messages begin with, and what it works on ("s6-supervise NAME"), which may be empty.
    /// </summary>
    public static void SetProgram(ReadOnlySpan<byte> name, ReadOnlySpan<byte> subject)
    {
        s_program = new TextReference(name);
        s_subject = new TextReference(subject);
    }

    public static int Usage(ReadOnlySpan<byte> usage)
    {
        Write("usage: "u8, ""u8, Errno.None, usage);
        return UsageCode;
    }

    public static int Fatal(int code, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b = default, ReadOnlySpan<byte> c = default)
    {
        Write("fatal: "u8, ""u8, Errno.None, a, b, c);
        return code;
    }

    /// <summary>"fatal: …: reason".</summary>
    public static int Fatal(
        int code, Errno error, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b = default, ReadOnlySpan<byte> c = default)
    {
        Write("fatal: "u8, ""u8, error, a, b, c);
        return code;
    }

    /// <summary>"fatal: unable to …: reason".</summary>
    public static int Unable(
        int code,
        Errno error,
        ReadOnlySpan<byte> a,
        ReadOnlySpan<byte> b = default,
        ReadOnlySpan<byte> c = default,
        ReadOnlySpan<byte> d = default)
    {
        Write("fatal: "u8, "unable to "u8, error, a, b, c, d);
        return code;
    }

    /// <summary>Says that something was done, as asked for.</summary>
    public static void Tell(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => Write(""u8, ""u8, Errno.None, a, b);

    public static void Info(
        ReadOnlySpan<byte> a, ReadOnlySpan<byte> b = default, ReadOnlySpan<byte> c = default, ReadOnlySpan<byte> d = default) =>
        Write("info: "u8, ""u8, Errno.None, a, b, c, d);

    /// <summary>"info: …: reason".</summary>
    public static void Info(Errno error, ReadOnlySpan<byte> a) => Write("info: "u8, ""u8, error, a);

    public static void Warn(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b = default, ReadOnlySpan<byte> c = default) =>
        Write("warning: "u8, ""u8, Errno.None, a, b, c);

    /// <summary>"warning: …: reason".</summary>
    public static void Warn(Errno error, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b = default, ReadOnlySpan<byte> c = default) =>
        Write("warning: "u8, ""u8, error, a, b, c);

    /// <summary>"warning: unable to …: reason".</summary>
    public static void WarnUnable(
        Errno error,
        ReadOnlySpan<byte> a,
        ReadOnlySpan<byte> b = default,
        ReadOnlySpan<byte> c = default,
        ReadOnlySpan<byte> d = default) => Write("warning: "u8, "unable to "u8, error, a, b, c, d);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Write(
        ReadOnlySpan<byte> kind,
        ReadOnlySpan<byte> unable,
        Errno error,
        ReadOnlySpan<byte> a,
        ReadOnlySpan<byte> b = default,
        ReadOnlySpan<byte> c = default,
        ReadOnlySpan<byte> d = default)
    {
        Fd target = s_outputPlusOne == 0 ? Fd.StandardError : new Fd(s_outputPlusOne - 1);
        Output output = new(target, stackalloc byte[Limits.MessageBufferLength]);
        output.Write(s_program.Text);
        if (!s_subject.Text.IsEmpty)
        {
            output.Write(" "u8);
            output.Write(s_subject.Text);
        }
        output.Write(": "u8);
        output.Write(kind);
        output.Write(unable);
        output.Write(a);
        output.Write(b);
        output.Write(c);
        output.Write(d);
        if (error.Failed)
        {
            output.Write(": "u8);
            output.Write(Kernel.ErrorText(error));
        }
        output.Write("\n"u8);
        output.Flush();
    }
}
