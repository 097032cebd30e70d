using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>The options of exec and tryexec: how a program is called (exec.html).</summary>
internal struct ProgramStart
{
    private TextReference _name;
    private bool _hasName;
    private bool _isLogin;
    private bool _isWithoutEnvironment;

    /// <summary>It is called by its own name, so that it may be a command that runs in this process.</summary>
    public readonly bool IsPlain => !_hasName && !_isLogin;

    public void Apply(byte letter, ReadOnlySpan<byte> value)
    {
        _isWithoutEnvironment |= letter == 'c';
        _isLogin |= letter == 'l';
        if (letter == 'a')
        {
            _hasName = true;
            _name = new TextReference(value);
        }
    }

    /// <summary>The environment of the program.</summary>
    public readonly Errno TryMakeEnvironment(EnvironmentBlock given, out EnvironmentBlock environment)
    {
        environment = given;
        Span<nint> slots = default;
        Errno error = _isWithoutEnvironment ? ChainMemory.TryAllocateArray(1, out slots) : Errno.None;
        if (error.IsNone && _isWithoutEnvironment)
        {
            environment = new EnvironmentList(slots, given, 0).Block;
        }
        return error;
    }

    /// <summary>Executes the program; returns only with an error.</summary>
    public readonly Errno TryExecute(Arguments program, EnvironmentBlock given, EnvironmentBlock environment)
    {
        ReadOnlySpan<byte> name = _hasName ? _name.Text : program[0];
        Errno error = WordList.TryCreate(program.Count, name.Length + 2, out WordList words);
        if (error.Failed)
        {
            return error;
        }
        Span<byte> room = words.Room;
        room[0] = (byte)'-';
        int length = _isLogin ? 1 : 0;
        name.CopyTo(room[length..]);
        length += name.Length;
        room[length] = 0;
        words.Take(length + 1);
        words.Refer(program.From(1));
        return Chain.TryExecute(program.AtZ(0), words.Words, given, environment);
    }
}
