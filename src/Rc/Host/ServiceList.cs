using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>A message that ends in names of services, of which there may be thousands.</summary>
internal static class ServiceList
{
    /// <summary>"PROG: KIND: the following services …: a b c ", with a blank behind each, as in the reference.</summary>
    public static void Print(
        ReadOnlySpan<byte> program,
        ReadOnlySpan<byte> kind,
        ReadOnlySpan<byte> text,
        CompiledDatabase database,
        ReadOnlySpan<int> services)
    {
        Output output = new(Fd.StandardError, stackalloc byte[Limits.CopyLength]);
        output.Write(program);
        output.Write(": "u8);
        output.Write(kind);
        output.Write(": "u8);
        output.Write(text);
        foreach (int service in services)
        {
            output.Write(database.Name(service));
            output.Write(" "u8);
        }
        output.Write("\n"u8);
        output.Flush();
    }
}
