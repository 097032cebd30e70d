using System.Collections.Generic;

namespace Sestet.Linux;

/// <summary>Copies of what a program hands to a new one: it outlives the program.</summary>
internal static unsafe class Copies
{
    public static List<byte[]> Of(Arguments arguments)
    {
        List<byte[]> copies = [];
        for (int i = 0; i < arguments.Count; i++)
        {
            copies.Add(arguments[i].ToArray());
        }
        return copies;
    }

    public static List<byte[]> Of(EnvironmentBlock environment)
    {
        List<byte[]> copies = [];
        for (int i = 0; environment.Pointer[i] != null; i++)
        {
            copies.Add(environment.AtZ(i)[..^1].ToArray());
        }
        return copies;
    }
}
