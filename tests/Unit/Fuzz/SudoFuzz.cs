using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Sudo;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Tests;

/// <summary>
/// What s6-sudod makes of a client's message: random ones, whole and damaged, against a model that reads one byte after the
/// other.
/// </summary>
public class SudoFuzz(ITestOutputHelper output)
{
    private const string Greeting = "s6-sudo a v1.0\n";

    private static readonly Gen<string> s_text = Gen.OneOf(
        Gen.OneOf("", "A=1", "A=", "=", "PATH=/bin", "-x", "s6-sudo a v1.0\n"),
        Gen.String[Gen.Char['\u0001', '\u00ff'], 0, 9],
        Gen.String[Gen.Char['\0', '\u0002'], 0, 3]);

    private static readonly Gen<string[]> s_texts = Gen.Frequency((20, s_text.Array[0, 4]), (1, s_text.Array[0, 2000]));

    private static readonly Gen<byte[]> s_whole = Gen.Select(s_texts, s_texts, (arguments, variables) => Message(
        (uint)arguments.Length, (uint)variables.Length, Joined(arguments), Joined(variables), 0, 0));

    /// <summary>Numbers that do not belong to the texts, among them those whose sum wraps around.</summary>
    private static readonly Gen<byte[]> s_wrong = Gen.Select(
        Gen.OneOf(Gen.UInt[0, 9], Gen.UInt),
        Gen.OneOf(Gen.UInt[0, 9], Gen.UInt),
        s_texts,
        s_texts,
        Gen.OneOf(Gen.Int[-3, 3], Gen.OneOf(int.MinValue, int.MaxValue), Gen.Int),
        Gen.OneOf(Gen.Int[-3, 3], Gen.OneOf(int.MinValue, int.MaxValue), Gen.Int),
        (argumentCount, variableCount, arguments, variables, more, other) => Message(
            argumentCount, variableCount, Joined(arguments), Joined(variables), more, unchecked(other == 0 ? -more : other)));

    private static readonly Gen<byte[]> s_damaged = Gen.Select(
        s_whole,
        Gen.Select(Gen.UShort, Gen.Byte).Array[0, 4],
        Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[-5, 5])),
        (message, changes, more) =>
        {
            Array.Resize(ref message, Math.Max(0, message.Length + more));
            foreach ((ushort place, byte value) in changes.Where(_ => message.Length > 0))
            {
                message[place % message.Length] = value;
            }
            return message;
        });

    private static readonly Gen<byte[]> s_message = Gen.OneOf(s_whole, s_wrong, s_damaged, Gen.Byte.Array[0, 80]);

    [Fact, Trait("Category", "Property"), Trait("Fuzz", "sudo")]
    public void MessagesAreReadAsTheModelReadsThem() =>
        s_message.Fuzz(output, message => Read(message) == Expected(message), Convert.ToHexString);

    private static string Read(byte[] message) => SudoRequest.TryParse(message, out SudoRequest request)
        ? $"{request.ArgumentCount} {request.VariableCount} {Latin(request.Arguments)}|{Latin(request.Variables)}"
        : "refused";

    private static string Expected(byte[] message)
    {
        using MemoryStream stream = new(message);
        using BinaryReader reader = new(stream, Encoding.Latin1);
        if (Latin(reader.ReadBytes(Greeting.Length)) != Greeting || stream.Length - stream.Position < 16)
        {
            return "refused";
        }
        long[] numbers = [.. Enumerable.Range(0, 4).Select(_ => (long)BinaryPrimitives.ReverseEndianness(reader.ReadUInt32()))];
        if (numbers[2] + numbers[3] != stream.Length - stream.Position)
        {
            return "refused";
        }
        string arguments = Latin(reader.ReadBytes((int)numbers[2]));
        string variables = Latin(reader.ReadBytes((int)numbers[3]));
        return IsList(arguments, numbers[0]) && IsList(variables, numbers[1])
            ? $"{numbers[0]} {numbers[1]} {arguments}|{variables}"
            : "refused";
    }

    /// <summary>So many texts, each with a NUL behind it, and nothing else.</summary>
    private static bool IsList(string texts, long count)
    {
        string[] parts = texts.Split('\0');
        return parts[^1].Length == 0 && parts.Length - 1 == count;
    }

    private static string Latin(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private static byte[] Joined(string[] texts) => Encoding.Latin1.GetBytes(string.Concat(texts.Select(text => text + '\0')));

    private static byte[] Message(
        uint argumentCount, uint variableCount, byte[] arguments, byte[] variables, int moreArguments, int moreVariables)
    {
        byte[] numbers = new byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(numbers, argumentCount);
        BinaryPrimitives.WriteUInt32BigEndian(numbers.AsSpan(4), variableCount);
        BinaryPrimitives.WriteUInt32BigEndian(numbers.AsSpan(8), unchecked((uint)(arguments.Length + moreArguments)));
        BinaryPrimitives.WriteUInt32BigEndian(numbers.AsSpan(12), unchecked((uint)(variables.Length + moreVariables)));
        return [.. Encoding.Latin1.GetBytes(Greeting), .. numbers, .. arguments, .. variables];
    }
}
