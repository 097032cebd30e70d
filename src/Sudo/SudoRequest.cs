using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.Sudo;

/// <summary>
/// The talk of s6-sudoc and s6-sudod. The server says <see cref="Greeting"/>; the client sends one message with a frame's
/// header, its three standard descriptors with it:
/// <code>
/// offset  size  field
///      0    15  "s6-sudo a v1.0\n"
///     15     4  number of arguments, big-endian like all
///     19     4  number of variables
///     23     4  length of the arguments
///     27     4  length of the variables
///     31        the arguments, a NUL behind each; then the variables, the same
/// </code>
/// The server answers with one byte, 0 or an error number, when the program has been started; and then with 4 bytes, how it
/// ended (wait4(2)), big-endian.
/// </summary>
internal ref struct SudoRequest
{
    /// <summary>Standard input, output and error.</summary>
    public const int DescriptorCount = 3;

    public const int GreetingLength = 15;
    public const int HeaderLength = GreetingLength + 16;
    public const int StatusLength = 4;

    public static ReadOnlySpan<byte> Greeting => "s6-sudo b v1.0\n"u8;

    private static ReadOnlySpan<byte> ClientGreeting => "s6-sudo a v1.0\n"u8;

    public int ArgumentCount;

    public int VariableCount;

    /// <summary>So many texts, each with its NUL.</summary>
    public ReadOnlySpan<byte> Arguments;

    /// <summary>The same.</summary>
    public ReadOnlySpan<byte> Variables;

    /// <summary>False unless all of it is in keeping.</summary>
    public static bool TryParse(ReadOnlySpan<byte> message, out SudoRequest request)
    {
        request = default;
        if (message.Length < HeaderLength || !message[..GreetingLength].SequenceEqual(ClientGreeting))
        {
            return false;
        }
        ReadOnlySpan<byte> numbers = message[GreetingLength..];
        ReadOnlySpan<byte> texts = message[HeaderLength..];
        uint argumentCount = BinaryPrimitives.ReadUInt32BigEndian(numbers);
        uint variableCount = BinaryPrimitives.ReadUInt32BigEndian(numbers[4..]);
        uint argumentsLength = BinaryPrimitives.ReadUInt32BigEndian(numbers[8..]);
        uint variablesLength = BinaryPrimitives.ReadUInt32BigEndian(numbers[12..]);
        if (argumentsLength > (uint)texts.Length || variablesLength != (uint)texts.Length - argumentsLength)
        {
            return false;
        }
        request.Arguments = texts[..(int)argumentsLength];
        request.Variables = texts[(int)argumentsLength..];
        if (!HasTexts(request.Arguments, argumentCount) || !HasTexts(request.Variables, variableCount))
        {
            return false;
        }
        request.ArgumentCount = (int)argumentCount;
        request.VariableCount = (int)variableCount;
        return true;
    }

    /// <summary>Writes all in front of the texts.</summary>
    public static void WriteHeader(
        Span<byte> header, int argumentCount, int variableCount, int argumentsLength, int variablesLength)
    {
        ClientGreeting.CopyTo(header);
        Span<byte> numbers = header[GreetingLength..];
        BinaryPrimitives.WriteUInt32BigEndian(numbers, (uint)argumentCount);
        BinaryPrimitives.WriteUInt32BigEndian(numbers[4..], (uint)variableCount);
        BinaryPrimitives.WriteUInt32BigEndian(numbers[8..], (uint)argumentsLength);
        BinaryPrimitives.WriteUInt32BigEndian(numbers[12..], (uint)variablesLength);
    }

    private static bool HasTexts(ReadOnlySpan<byte> texts, uint count) =>
        (texts.IsEmpty || texts[^1] == 0) && (uint)texts.Count((byte)0) == count;
}
