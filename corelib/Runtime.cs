// The runtime that is not there: how the program dies, and the entry points ilc emits calls to.
using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace System
{
    // The end of a program that found itself in error: a message, the call stack, then what the program asked for
    // with OnDeath (process 1 must not die), else exit code 101.
    public static unsafe class Panic
    {
        private static delegate*<void> s_onDeath;
        private static bool s_dying;

        /// <summary>Sets what runs after the message. It should not return.</summary>
        public static void OnDeath(delegate*<void> action) => s_onDeath = action;

        [DoesNotReturn]
        public static void Die(ReadOnlySpan<byte> message)
        {
            Write("panic: "u8);
            Write(message);
            WriteStack();
            Write("\n"u8);
            End();
        }

        [DoesNotReturn]
        public static void AssertionFailed(string file, int line)
        {
            Span<byte> text = stackalloc byte[160];
            int at = text.Length;
            do
            {
                text[--at] = (byte)('0' + line % 10);
                line /= 10;
            }
            while (line != 0);
            text[--at] = (byte)':';
            fixed (char* from = file)
            {
                for (int i = file.Length - 1; i >= 0 && at > 0; i--)
                {
                    text[--at] = (byte)from[i];
                }
            }
            Write("panic: assertion failed at "u8);
            Write(text[at..]);
            WriteStack();
            Write("\n"u8);
            End();
        }

        [DoesNotReturn]
        internal static void End()
        {
            if (s_onDeath != null && !s_dying)
            {
                s_dying = true;
                s_onDeath();
            }
            Libc._exit(101);
        }

        // The endless loops are never reached. By them the JIT sees that a call does not return, so that what comes after
        // it in the caller need not keep anything across it.
        [DoesNotReturn]
        internal static void IndexOutOfRange()
        {
            Die("index out of range"u8);
            while (true)
            {
            }
        }

        [DoesNotReturn]
        internal static void NegativeLength()
        {
            Die("negative span length"u8);
            while (true)
            {
            }
        }

        [DoesNotReturn]
        internal static void TooShort()
        {
            Die("destination span is too short"u8);
            while (true)
            {
            }
        }

        [DoesNotReturn]
        internal static void NoValue() => Die("nullable has no value"u8);

        // Whatever on the stack points into code is most likely a return address: `addr2line -e FILE ADDRESS...`
        // tells the source lines. Stale words may slip in.
        private static void WriteStack()
        {
            byte* low = (byte*)(delegate*<void>)&Libc.CodeStart;
            byte* high = (byte*)(delegate*<void>)&Libc.CodeEnd;
            byte** at = (byte**)&low;
            byte** end = Libc.StackEnd;
            for (int frames = 0; at < end && frames < 12; at++)
            {
                if (*at > low && *at < high)
                {
                    WriteHex((nuint)(*at - 1));
                    frames++;
                }
            }
        }

        private static void WriteHex(nuint value)
        {
            byte* text = stackalloc byte[19];
            int at = 19;
            for (; value != 0; value >>= 4)
            {
                text[--at] = "0123456789abcdef"u8[(int)(value & 15)];
            }
            text[--at] = (byte)'x';
            text[--at] = (byte)'0';
            text[--at] = (byte)' ';
            Write(new ReadOnlySpan<byte>(text + at, 19 - at));
        }

        internal static void Write(ReadOnlySpan<byte> text)
        {
            fixed (byte* start = text)
            {
                Libc.write(2, start, (nuint)(uint)text.Length);
            }
        }
    }

    internal static unsafe class Libc
    {
        // Where the kernel put the program's path (AT_EXECFN), which is above every stack frame.
        internal static byte** StackEnd => (byte**)(getauxval(31) & ~(nuint)7);

        [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("libc", "getauxval")]
        private static extern nuint getauxval(nuint type);

        // The ends of the code, set by the linker.
        [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("", "__executable_start")]
        internal static extern void CodeStart();

        [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("", "etext")]
        internal static extern void CodeEnd();

        [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("libc", "write")]
        internal static extern nint write(int fd, void* data, nuint length);

        [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("libc", "_exit")]
        [DoesNotReturn]
        internal static extern void _exit(int code);

        [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("libc", "memrchr")]
        internal static extern void* memrchr(void* data, int value, nuint length);

        [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("libc", "memmem")]
        internal static extern void* memmem(void* data, nuint length, void* value, nuint valueLength);

        [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("libc", "memmove")]
        internal static extern void* memmove(void* to, void* from, nuint length);

        [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("libc", "memset")]
        internal static extern void* memset(void* to, int value, nuint length);

        [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("libc", "memcmp")]
        internal static extern int memcmp(void* a, void* b, nuint length);

        [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("libc", "memchr")]
        internal static extern void* memchr(void* data, int value, nuint length);
    }
}

namespace System.Runtime
{
    internal sealed class RuntimeExportAttribute(string name) : Attribute
    {
        public string Name { get; } = name;
    }

    public sealed class RuntimeImportAttribute(string library, string name) : Attribute
    {
        public string Library { get; } = library;

        public string Name { get; } = name;
    }
}

namespace Internal.Runtime.CompilerHelpers
{
    // Called by name from compiled code. The throwing ones do not return: there are no exceptions.
    internal static class ThrowHelpers
    {
        private static void ThrowIndexOutOfRangeException() => Panic.IndexOutOfRange();

        private static void ThrowOverflowException() => Panic.Die("arithmetic overflow"u8);

        private static void ThrowDivideByZeroException() => Panic.Die("division by zero"u8);

        private static void ThrowNullReferenceException() => Panic.Die("null reference"u8);

        private static void ThrowFeatureBodyRemoved() => Panic.Die("feature removed"u8);

        private static void ThrowPlatformNotSupportedException() => Panic.Die("not supported"u8);
    }

    internal static class StartupCode
    {
        // Transitions between native and managed code: without a garbage collector there is nothing to do.
        [RuntimeExport("RhpReversePInvoke")]
        private static void ReversePInvoke(nint frame)
        {
        }

        [RuntimeExport("RhpReversePInvokeReturn")]
        private static void ReversePInvokeReturn(nint frame)
        {
        }

        // Called on entry to a function with a large frame, to touch its pages one by one. Linux grows the stack anyway;
        // the call must preserve every register, which an empty function does.
        [RuntimeExport("RhpStackProbe")]
        private static void StackProbe()
        {
        }

        // The stack protector found an overwritten cookie.
        [RuntimeExport("RhpFallbackFailFast")]
        private static void FailFast() => Panic.Die("stack overwritten"u8);
    }
}
