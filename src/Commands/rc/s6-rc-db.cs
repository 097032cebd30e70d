using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Looks into a compiled service database (s6-rc-db.html).</summary>
internal struct S6RcDb : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-rc-db"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-rc-db [ -u | -d ] [ -l live ] [ -c compiled ] [ -b ] [ -E | -e ] command... (use s6-rc-db help for more information)"u8;

    public static ReadOnlySpan<byte> Options => "udl:c:bEe"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "up=u down=d livedir=l compiled=c block=b with-essentials=E without-essentials=e"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints what is in a service database that s6-rc-compile made. Nothing needs to run.

          help                      what there is to ask
          check                     whether dependencies and pipelines are sound
          list all|services|oneshots|longruns|bundles
          type NAME                 oneshot, longrun or bundle
          timeout NAME              milliseconds for going up; 0: none
          contents BUNDLE           the atomic services of a bundle
          dependencies NAME…        what they depend on directly
          pipeline LONGRUN          producers and consumers, a pair a line
          script ONESHOT            its script, each word with a NUL
          flags NAME                1: essential, 2: recommended
          atomics NAME…             the atomic services that the names stand for
          all-dependencies NAME…    these, and all that they depend on

          -c, --compiled=DIR  the database; else that of the live state
          -l, --livedir=LIVE  the live state; /run/s6-rc by default
          -u, --up            dependencies, timeout and script for going up, the default
          -d, --down          what depends on it, timeout and script for going down
          -b, --block         wait where another program has the database locked
          -e, --without-essentials  leave out services with the flag essential; -E, --with-essentials: do not, the default

        Exits 0; 3 where there is no such name; 4 where the database is damaged; 5 where the name is of another kind;
        100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    private static ReadOnlySpan<byte> Subcommands => """
        s6-rc-db help
        s6-rc-db check
        s6-rc-db list all|services|oneshots|longruns|bundles
        s6-rc-db type servicename
        s6-rc-db [ -u | -d ] timeout atomicname
        s6-rc-db contents bundlename
        s6-rc-db [ -u | -d ] dependencies servicename...
        s6-rc-db pipeline longrunname
        s6-rc-db [ -u | -d ] script oneshotname
        s6-rc-db flags atomicname
        s6-rc-db atomics servicename...
        s6-rc-db [ -u | -d ] all-dependencies servicename...
        """u8;

    private struct Choices
    {
        public TextReference Compiled;
        public TextReference Live;
        public bool Down;
        public bool Waits;
        public bool WithoutEssentials;
    }

    private enum Question : byte
    {
        Unknown,
        Help,
        Check,
        List,
        Type,
        Timeout,
        Contents,
        Dependencies,
        Pipeline,
        Script,
        Flags,
        Atomics,
        AllDependencies,
    }

    public static Outcome Run(in Invocation invocation)
    {
        Choices choices = new() { Live = new TextReference("/run/s6-rc"u8) };
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'u':
                case (byte)'d':
                    choices.Down = letter == 'd';
                    break;
                case (byte)'E':
                case (byte)'e':
                    choices.WithoutEssentials = letter == 'e';
                    break;
                case (byte)'b':
                    choices.Waits = true;
                    break;
                case (byte)'c':
                    choices.Compiled = new TextReference(options.Value);
                    break;
                case (byte)'l':
                    choices.Live = new TextReference(options.Value);
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        Question question = QuestionOf(options.Rest[0]);
        switch (question)
        {
            case Question.Unknown:
                return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "unknown command: "u8, options.Rest[0]));
            case Question.Help:
                return Outcome.Exit(Filter.Print(Subcommands));
            default:
                break;
        }
        if (question != Question.Check && options.Rest.Count < 2)
        {
            return options.UsageError();
        }
        if (question == Question.List && !IsListed(options.Rest[1]))
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "unknown subcommand: "u8, options.Rest[1]));
        }
        return Outcome.Exit(Answer(choices, question, options.Rest.From(1)));
    }

    private static Question QuestionOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("help"u8) ? Question.Help
        : word.SequenceEqual("check"u8) ? Question.Check
        : word.SequenceEqual("list"u8) ? Question.List
        : word.SequenceEqual("type"u8) ? Question.Type
        : word.SequenceEqual("timeout"u8) ? Question.Timeout
        : word.SequenceEqual("contents"u8) ? Question.Contents
        : word.SequenceEqual("dependencies"u8) ? Question.Dependencies
        : word.SequenceEqual("pipeline"u8) ? Question.Pipeline
        : word.SequenceEqual("script"u8) ? Question.Script
        : word.SequenceEqual("flags"u8) ? Question.Flags
        : word.SequenceEqual("atomics"u8) ? Question.Atomics
        : word.SequenceEqual("all-dependencies"u8) ? Question.AllDependencies
        : Question.Unknown;

    private static bool IsListed(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("all"u8) || word.SequenceEqual("services"u8) || word.SequenceEqual("oneshots"u8)
        || word.SequenceEqual("longruns"u8) || word.SequenceEqual("bundles"u8);

    private static int Answer(Choices choices, Question question, Arguments words)
    {
        PathBuffer directory = new(stackalloc byte[Limits.PathLengthMax]);
        directory.Append(choices.Compiled.Text.IsEmpty ? choices.Live.Text : choices.Compiled.Text);
        directory.Append(choices.Compiled.Text.IsEmpty ? "/compiled"u8 : default);
        int code = OpenDatabase.Lock(directory.Text, choices.Waits, out _);
        CompiledDatabase database = default;
        NameTable names = default;
        if (code == ExitCode.Success)
        {
            code = OpenDatabase.Open(directory.Text, out database);
        }
        if (code == ExitCode.Success && question != Question.Check)
        {
            code = OpenDatabase.OpenNames(directory.Text, database.Count, out names);
        }
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (question == Question.Check)
        {
            return Check(directory.Text, database);
        }
        DatabaseQuery query = new(directory.Text, database, names, stackalloc byte[Limits.FilterBufferLength])
        {
            Up = !choices.Down,
            WithEssentials = !choices.WithoutEssentials,
        };
        return question switch
        {
            Question.List => List(ref query, database, words[0]),
            Question.Type => query.PrintType(words[0]),
            Question.Timeout => query.PrintTimeout(words[0]),
            Question.Contents => query.PrintContents(words[0]),
            Question.Dependencies => query.PrintDependencies(words),
            Question.Pipeline => query.PrintPipeline(words[0]),
            Question.Script => query.PrintScript(words[0]),
            Question.Flags => query.PrintFlags(words[0]),
            Question.Atomics => query.PrintAtomics(words),
            _ => query.PrintAllDependencies(words),
        };
    }

    private static int List(ref DatabaseQuery query, CompiledDatabase database, ReadOnlySpan<byte> what) =>
        what.SequenceEqual("all"u8) ? query.ListNames(bundlesOnly: false)
        : what.SequenceEqual("bundles"u8) ? query.ListNames(bundlesOnly: true)
        : query.ListServices(
            what.SequenceEqual("oneshots"u8) ? database.LongrunCount : 0,
            what.SequenceEqual("longruns"u8) ? database.LongrunCount : database.Count);

    private static int Check(ReadOnlySpan<byte> directory, CompiledDatabase database)
    {
        int count = Math.Max(database.Count, 1);
        Errno error = ChainMemory.TryAllocateArray(count, out Span<byte> colors);
        Span<int> stack = default;
        Span<int> next = default;
        if (error.IsNone)
        {
            error = ChainMemory.TryAllocateArray(count, out stack);
        }
        if (error.IsNone)
        {
            error = ChainMemory.TryAllocateArray(count, out next);
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read database"u8);
        }
        DatabaseFault fault = DatabaseCheck.Find(
            database, new DatabaseCheck.Memory(colors, stack, next), out int from, out int involved);
        PathBuffer message = new(stackalloc byte[Limits.PathLengthMax]);
        switch (fault)
        {
            case DatabaseFault.None:
                return ExitCode.Success;
            case DatabaseFault.Mismatch:
                message.Append(": direct and reverse dependencies are mismatched"u8);
                return Diagnostics.Fatal(DatabaseExit.Invalid, "invalid service database in "u8, directory, message.Text);
            case DatabaseFault.DependencyCycle:
                message.Append(": dependency cycle"u8);
                break;
            case DatabaseFault.PipelineCycle:
                message.Append(": pipeline cycle"u8);
                break;
            case DatabaseFault.PipelineCollision:
            default:
                message.Append(": pipeline collision"u8);
                break;
        }
        message.Append(" reached from "u8);
        message.Append(database.Name(from));
        message.Append(" and involving "u8);
        message.Append(database.Name(involved));
        return Diagnostics.Fatal(DatabaseExit.Invalid, "invalid service database in "u8, directory, message.Text);
    }
}
