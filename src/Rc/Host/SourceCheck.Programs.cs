using System;
using Sestet.Base;
using Sestet.Execline;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <content>Scripts and programs: whether the kernel will execute them, and whether their users exist.</content>
internal ref partial struct SourceCheck
{
    private static ReadOnlySpan<byte> Blanks => " \t\n\r"u8;

    /// <summary>A command line that the compiler reads with execlineb's lexer.</summary>
    private void ReadCommandLine(int service, ReadOnlySpan<byte> file, bool isNeeded)
    {
        int length = ReadFile(service, file, out bool isThere);
        if (length < 0)
        {
            if (!isThere && isNeeded)
            {
                _report.Error("no-script"u8, _path.Text, "a oneshot needs this file"u8, "write a command line into it"u8);
            }
            return;
        }
        if (length == _script.Length)
        {
            // It goes on behind what is looked at, so that nothing can be said.
            return;
        }
        ReadOnlySpan<byte> script = _script[..length];
        if (!IsBalanced(script))
        {
            _report.Error("syntax"u8, _path.Text,
                "this is no command line for execlineb: a quote or a brace has no partner, or a NUL is in it"u8,
                "check quotes, braces and backslashes (execlineb -n)"u8);
            return;
        }
        CheckUsers(script, isExecline: true);
        ScriptLexer lexer = new(script, _word);
        if (lexer.Next() == ScriptToken.Word && lexer.Word[0] == '/')
        {
            CheckExists(lexer.Word);
        }
    }

    private readonly bool IsBalanced(ReadOnlySpan<byte> script)
    {
        ScriptLexer lexer = new(script, _word);
        int depth = 0;
        for (ScriptToken token = lexer.Next(); token != ScriptToken.End; token = lexer.Next())
        {
            depth += token == ScriptToken.Open ? 1 : token == ScriptToken.Close ? -1 : 0;
            if (token == ScriptToken.Wrong || depth < 0)
            {
                return false;
            }
        }
        return depth == 0;
    }

    /// <summary>A file that is executed as it is: run or finish.</summary>
    private void CheckProgram(int service, ReadOnlySpan<byte> file, bool isNeeded)
    {
        int length = ReadFile(service, file, out bool isThere);
        if (length < 0)
        {
            if (!isThere && isNeeded)
            {
                _report.Error("no-script"u8, _path.Text,
                    "a longrun needs this file"u8, "write a script into it that executes the daemon"u8);
            }
            return;
        }
        if (Kernel.Access(Fd.CurrentDirectory, _path.TextZ, AccessMode.X_OK).Failed)
        {
            _report.Warn("not-executable"u8, _path.Text,
                "it cannot be executed; s6-rc-compile makes a copy that can, other tools do not"u8,
                "chmod +x"u8);
        }
        ReadOnlySpan<byte> text = _script[..length];
        if (text.StartsWith("\u007fELF"u8))
        {
            CheckBinary(text, _path.Text);
            return;
        }
        if (!text.StartsWith("#!"u8))
        {
            _report.Error("no-interpreter"u8, _path.Text,
                "its first line names no interpreter, so the kernel does not execute it"u8,
                "begin it with #! and an interpreter, such as #!/bin/sh"u8);
            return;
        }
        ReadOnlySpan<byte> line = FirstLine(text);
        if (line.EndsWith("\r"u8))
        {
            _report.Error("crlf"u8, _path.Text,
                "its lines end with CR and LF, so its interpreter is not found"u8, "save the file with LF only"u8);
            return;
        }
        ReadOnlySpan<byte> interpreter = Trim(line[2..]);
        int blank = interpreter.IndexOfAny(Blanks);
        interpreter = blank < 0 ? interpreter : interpreter[..blank];
        if (interpreter.IsEmpty)
        {
            _report.Error("no-interpreter"u8, _path.Text,
                "its first line names no interpreter"u8, "write one behind #!, such as /bin/sh"u8);
            return;
        }
        CheckExists(interpreter);
        CheckUsers(text, Text.BaseName(interpreter).SequenceEqual("execlineb"u8));
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && Blanks.Contains(text[0]))
        {
            text = text[1..];
        }
        return text;
    }

    /// <summary>A program by its path: there, to be executed, and of this machine where it is a binary.</summary>
    private void CheckExists(scoped ReadOnlySpan<byte> program)
    {
        Span<byte> memory = stackalloc byte[Limits.PathLengthMax];
        PathBuffer path = new(memory);
        path.Append(program);
        Span<byte> causeMemory = stackalloc byte[Limits.PathLengthMax + 64];
        PathBuffer cause = new(causeMemory);
        cause.Append(program);
        Errno error = path.Overflowed
            ? Errno.ENAMETOOLONG
            : Kernel.Access(Fd.CurrentDirectory, path.TextZ, AccessMode.X_OK);
        if (error.Failed)
        {
            cause.Append(" cannot be executed: "u8);
            cause.Append(Kernel.ErrorText(error));
            _report.Error("program"u8, _path.Text, cause.Text, "install it, or name another"u8);
            return;
        }
        Span<byte> start = stackalloc byte[ElfHeader.LookedAt];
        Result<int> length = SmallFile.Read(Fd.CurrentDirectory, path.TextZ, start);
        if (length.Ok && start[..length.Value].StartsWith("\u007fELF"u8))
        {
            CheckBinary(start[..length.Value], program);
        }
    }

    /// <summary>A binary, by the start of its file: its machine, and the loader that it names.</summary>
    private void CheckBinary(scoped ReadOnlySpan<byte> start, scoped ReadOnlySpan<byte> program)
    {
        Span<byte> memory = stackalloc byte[Limits.PathLengthMax * 2];
        PathBuffer cause = new(memory);
        cause.Append(program);
        Span<byte> self = stackalloc byte[ElfHeader.LookedAt];
        Result<int> length = SmallFile.Read(Fd.CurrentDirectory, "/proc/self/exe\0"u8, self);
        bool known = ElfHeader.TryMachine(self[..(length.Ok ? length.Value : 0)], out int own);
        if (known && ElfHeader.TryMachine(start, out int made) && !ElfHeader.Executes(own, made))
        {
            cause.Append(" is a binary for another kind of machine"u8);
            _report.Error("architecture"u8, _path.Text, cause.Text, "install it for this one"u8);
            return;
        }
        if (!ElfHeader.TryLoader(start, out ReadOnlySpan<byte> loader))
        {
            return;
        }
        Span<byte> loaderMemory = stackalloc byte[Limits.PathLengthMax];
        PathBuffer path = new(loaderMemory);
        path.Append(loader);
        if (path.Overflowed || Kernel.Access(Fd.CurrentDirectory, path.TextZ, AccessMode.X_OK).Failed)
        {
            cause.Append(" needs "u8);
            cause.Append(loader);
            cause.Append(", which is not there"u8);
            _report.Error("loader"u8, _path.Text, cause.Text, "install the C library that it is made for"u8);
        }
    }

    /// <summary>
    /// Users that s6-setuidgid and s6-envuidgid name in a script. One of the shell is divided at blanks, which finds them as they
    /// are written mostly; what comes of a variable nobody can tell.
    /// </summary>
    private void CheckUsers(ReadOnlySpan<byte> script, bool isExecline)
    {
        bool isNext = false;
        ScriptLexer lexer = new(script, _word);
        ReadOnlySpan<byte> rest = script;
        while (isExecline ? NextWord(ref lexer, out ReadOnlySpan<byte> word) : NextWord(ref rest, out word))
        {
            if (isNext && !word.StartsWith("-"u8))
            {
                CheckUser(word);
                isNext = false;
            }
            else if (isNext && !word.SequenceEqual("--"u8))
            {
                // An option may have a value, or make a group of the word.
                isNext = false;
            }
            ReadOnlySpan<byte> name = Text.BaseName(word);
            isNext |= name.SequenceEqual("s6-setuidgid"u8) || name.SequenceEqual("s6-envuidgid"u8);
        }
    }

    private static bool NextWord(ref ScriptLexer lexer, out ReadOnlySpan<byte> word)
    {
        ScriptToken token = lexer.Next();
        word = token == ScriptToken.Word ? lexer.Word : default;
        return token is not (ScriptToken.End or ScriptToken.Wrong);
    }

    private static bool NextWord(scoped ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> word)
    {
        text = Trim(text);
        int end = text.IndexOfAny(" \t\r\n;\"'"u8);
        word = end < 0 ? text : text[..end];
        bool any = !text.IsEmpty;
        text = end < 0 ? default : text[(end + 1)..];
        return any;
    }

    private void CheckUser(scoped ReadOnlySpan<byte> user)
    {
        foreach (byte letter in user)
        {
            bool plain = letter is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z')
                or (>= (byte)'0' and <= (byte)'9') or (byte)'_' or (byte)'-' or (byte)'.';
            if (!plain)
            {
                return;
            }
        }
        Span<byte> memory = stackalloc byte[Limits.NameLengthMax + 1];
        PathBuffer name = new(memory);
        name.Append(user);
        if (user.IsEmpty || name.Overflowed || Accounts.TryFind(name.TextZ, out _))
        {
            return;
        }
        Span<byte> causeMemory = stackalloc byte[Limits.NameLengthMax + 64];
        PathBuffer cause = new(causeMemory);
        cause.Append("there is no user "u8);
        cause.Append(user);
        _report.Error("user"u8, _path.Text, cause.Text, "create the account, or name another"u8);
    }
}
