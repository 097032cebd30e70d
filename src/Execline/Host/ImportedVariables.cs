using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>
/// Variables that a command sets for the next one, or substitutes in its words where that is wanted (-E): they are not in the
/// environment then. Two at most.
/// </summary>
internal ref struct ImportedVariables
{
    private readonly bool _imports;
    private EnvironmentEditor _editor;
    private SubstitutionKey _first;
    private SubstitutionKey _second;
    private int _count;
    private int _code;

    public ImportedVariables(EnvironmentBlock environment, bool imports)
    {
        _imports = imports;
        _editor = new EnvironmentEditor(environment);
        _first = default;
        _second = default;
        _count = 0;
        _code = ExitCode.Success;
    }

    /// <summary>Sets a variable, whose name stays where it is; or takes it away.</summary>
    public void Set(ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value, bool isSet)
    {
        if (!isSet || _imports)
        {
            _editor.Unset(name);
        }
        else
        {
            _editor.Set(name, value);
        }
        if (!isSet || !_imports)
        {
            return;
        }
        Assert.That(_count < 2);
        _code = _code == ExitCode.Success ? KeyValue.CheckName(name) : _code;
        Errno error = Substitution.TryMakeKey(name, value, out SubstitutionKey key);
        if (error.Failed)
        {
            _code = Diagnostics.Unable(ExitCode.System, error, "substitute"u8);
        }
        (_count == 0 ? ref _first : ref _second) = key;
        _count++;
    }

    /// <summary>Goes on as a program; without one it exits 0.</summary>
    public Outcome GoOn(Arguments program)
    {
        if (_code != ExitCode.Success)
        {
            return Outcome.Exit(_code);
        }
        if (_count == 0 || _editor.Error.Failed)
        {
            return Subprocess.Next(program, ref _editor);
        }
        return _count == 1
            ? Substitution.Chain(program, _editor.Block, [_first])
            : Substitution.Chain(program, _editor.Block, [_first, _second]);
    }
}
