using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>The options that all commands of a repository have: -v and -r.</summary>
internal struct RepositoryOptions : IOptionTaker
{
    private TextReference _verbosity;
    private TextReference _path;
    private bool _hasPath;

    /// <summary>What is told: 0 errors, 1 warnings, too, 2 what is done.</summary>
    public uint Verbosity { get; private set; }

    /// <summary>The repository, without slashes at its end.</summary>
    public readonly ReadOnlySpan<byte> Path => _path.Text;

    /// <summary>Takes an option, if it is one of the two.</summary>
    public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
    {
        ReadOnlySpan<byte> value = valueZ.IsEmpty ? default : valueZ[..^1];
        switch (letter)
        {
            case (byte)'v':
                _verbosity = new TextReference(value);
                return true;
            case (byte)'r':
                _hasPath = !valueZ.IsEmpty;
                _path = new TextReference(WithoutSlashes(value));
                return true;
            default:
                return false;
        }
    }

    /// <summary>The same for another repository, at a path that stays.</summary>
    public readonly RepositoryOptions At(scoped ReadOnlySpan<byte> path) =>
        this with { _path = new TextReference(path), _hasPath = true };

    /// <summary>Fills in what was not given; false, printed, where something cannot be used.</summary>
    public bool TryComplete()
    {
        uint verbosity = 1;
        if (!_verbosity.Text.IsEmpty && !Text.TryParse(_verbosity.Text, out verbosity))
        {
            _ = Diagnostics.Fatal(ExitCode.Usage, "verbosity needs to be an unsigned integer"u8);
            return false;
        }
        Verbosity = verbosity;
        if (!_hasPath)
        {
            _path = new TextReference("/var/lib/s6-rc/repository"u8);
        }
        else if (_path.Text.IsEmpty)
        {
            _ = Diagnostics.Fatal(ExitCode.Usage, "the path of a repository cannot be empty or /"u8);
            return false;
        }
        return true;
    }

    private static ReadOnlySpan<byte> WithoutSlashes(ReadOnlySpan<byte> path)
    {
        while (path.Length > 0 && path[^1] == '/')
        {
            path = path[..^1];
        }
        return path;
    }
}
