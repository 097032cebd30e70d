using Sestet.Cli;
using Sestet.Linux;

namespace Sestet.Execline.Host;

/// <summary>A kind of substitution: a command by itself, and a directive of multisubstitute's block.</summary>
internal interface IDirective
{
    /// <summary>Reads its options and operands, and adds its keys: 0, or an exit code, printed. Rest: what is behind.</summary>
    static abstract int TryRead(in Invocation invocation, scoped ref Directives directives, out Arguments rest);
}
