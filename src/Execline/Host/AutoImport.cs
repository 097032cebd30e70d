using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>
/// A value that a command finds out for the next program: in a variable, or (-E) in the command line itself, as
/// `importas -ui var var` would put it there.
/// </summary>
internal static class AutoImport
{
    /// <summary>Goes on with the program; the value need not stay. Exits 100 where the name cannot be a variable's.</summary>
    public static Outcome Chain(
        Arguments program,
        EnvironmentBlock environment,
        ReadOnlySpan<byte> name,
        scoped ReadOnlySpan<byte> value,
        bool imports)
    {
        if (name.IsEmpty || name.Contains((byte)'='))
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "invalid variable name"u8));
        }
        EnvironmentEditor editor = new(environment);
        if (!imports)
        {
            editor.Set(name, value);
            return editor.Error.IsNone
                ? Outcome.Chain(program, editor.Block)
                : Outcome.Exit(Diagnostics.Unable(ExitCode.System, editor.Error, "set "u8, name));
        }
        editor.Unset(name);
        int code = KeyValue.TryMake(name, value, ValueTransformation.Default, out SubstitutionKey key);
        if (code == ExitCode.Success && editor.Error.Failed)
        {
            code = Diagnostics.Unable(ExitCode.System, editor.Error, "unset "u8, name);
        }
        return code == ExitCode.Success ? Substitution.Chain(program, editor.Block, [key]) : Outcome.Exit(code);
    }
}
