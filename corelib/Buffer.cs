using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace System;

internal static unsafe class Buffer
{
    // Called for a copy of a struct that holds object references; with no garbage collector it is a plain copy.
    private static void BulkMoveWithWriteBarrier(ref byte destination, ref byte source, nuint length) =>
        Memmove(ref destination, ref source, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Memmove<T>(ref T destination, ref T source, nuint count)
    {
        fixed (T* to = &destination, from = &source)
        {
            Move((byte*)to, (byte*)from, count * (nuint)sizeof(T));
        }
    }

    // 17 to 128 bytes: whole vectors from both ends, which may overlap, all loaded before anything is stored.
    private static void MoveVectors(Vector128<byte>* to, Vector128<byte>* from, nuint length)
    {
        Vector128<byte>* toEnd = (Vector128<byte>*)((byte*)to + length);
        Vector128<byte>* fromEnd = (Vector128<byte>*)((byte*)from + length);
        Vector128<byte> a = from[0];
        Vector128<byte> z = fromEnd[-1];
        if (length > 32)
        {
            Vector128<byte> b = from[1];
            Vector128<byte> y = fromEnd[-2];
            if (length > 64)
            {
                Vector128<byte> c = from[2];
                Vector128<byte> d = from[3];
                Vector128<byte> x = fromEnd[-3];
                Vector128<byte> w = fromEnd[-4];
                to[2] = c;
                to[3] = d;
                toEnd[-4] = w;
                toEnd[-3] = x;
            }
            to[1] = b;
            toEnd[-2] = y;
        }
        to[0] = a;
        toEnd[-1] = z;
    }

    // Short moves by two loads that may overlap, both made before anything is stored.
    private static void Move(byte* to, byte* from, nuint length)
    {
        if (length > 128)
        {
            Libc.memmove(to, from, length);
        }
        else if (length > 16)
        {
            MoveVectors((Vector128<byte>*)to, (Vector128<byte>*)from, length);
        }
        else if (length >= 8)
        {
            ulong first = *(ulong*)from;
            ulong last = *(ulong*)(from + length - 8);
            *(ulong*)to = first;
            *(ulong*)(to + length - 8) = last;
        }
        else if (length >= 4)
        {
            uint first = *(uint*)from;
            uint last = *(uint*)(from + length - 4);
            *(uint*)to = first;
            *(uint*)(to + length - 4) = last;
        }
        else if (length > 0)
        {
            byte first = *from;
            byte middle = from[length >> 1];
            byte last = from[length - 1];
            *to = first;
            to[length >> 1] = middle;
            to[length - 1] = last;
        }
    }
}
