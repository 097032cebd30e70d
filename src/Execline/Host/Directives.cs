using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>What the directives of one substitution come to: keys, and variables that the next program does not get.</summary>
internal ref struct Directives
{
    public SubstitutionKeys Keys;
    public EnvironmentEditor Editor;

    /// <summary>The environment that values are looked up in, whatever other directives take out of it.</summary>
    public readonly EnvironmentBlock Given;

    public Directives(EnvironmentBlock environment)
    {
        Keys = default;
        Editor = new EnvironmentEditor(environment);
        Given = environment;
    }

    /// <summary>The whole of a command that is one directive.</summary>
    public static Outcome Run<TDirective>(in Invocation invocation)
        where TDirective : struct, IDirective
    {
        Directives directives = new(invocation.Environment);
        int code = TDirective.TryRead(invocation, ref directives, out Arguments rest);
        return code == ExitCode.Success ? directives.GoOn(rest) : Outcome.Exit(code);
    }

    /// <summary>Goes on with the program in which the keys are replaced; without one it exits 0.</summary>
    public readonly Outcome GoOn(Arguments program) => Editor.Error.IsNone
        ? Substitution.Chain(program, Editor.Block, Keys.All)
        : Outcome.Exit(Diagnostics.Unable(ExitCode.System, Editor.Error, "update environment"u8));

    /// <summary>Prints the usage line; ExitCode.Usage.</summary>
    public static int Usage(in OptionParser options) => options.UsageError().Code;
}
