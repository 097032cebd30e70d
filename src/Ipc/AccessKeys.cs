using System;
using Sestet.Base;

namespace Sestet.Ipc;

/// <summary>
/// The names of the rules that a client may match, in the order that they are asked (s6-ipcserver-access.html, "Access rule
/// checking").
/// </summary>
internal struct AccessKeys(uint uid, uint gid, uint ownUid, uint ownGid)
{
    /// <summary>"uid/4294967295" and "uid/default".</summary>
    public const int LengthMax = 14;

    private int _next;

    /// <summary>Puts the next name into the span: its length, or 0 behind the last.</summary>
    public int Next(Span<byte> key)
    {
        Assert.That(key.Length >= LengthMax);
        while (true)
        {
            switch (_next++)
            {
                case 0 when uid == ownUid:
                    return Put("uid/self"u8, key);
                case 0:
                    break;
                case 1:
                    return Put("uid/"u8, uid, key);
                case 2 when gid == ownGid:
                    return Put("gid/self"u8, key);
                case 2:
                    break;
                case 3:
                    return Put("gid/"u8, gid, key);
                case 4:
                    return Put("uid/default"u8, key);
                default:
                    _next = 5;
                    return 0;
            }
        }
    }

    private static int Put(ReadOnlySpan<byte> text, Span<byte> key)
    {
        text.CopyTo(key);
        return text.Length;
    }

    private static int Put(ReadOnlySpan<byte> start, uint number, Span<byte> key)
    {
        start.CopyTo(key);
        return start.Length + Text.Format(number, key[start.Length..]);
    }
}
