using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc.Host;

namespace Sestet.Commands;

/// <summary>Makes a compiled database of service definitions (s6-rc-compile.html).</summary>
internal struct S6RcCompile : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-rc-compile"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-rc-compile [ -v verbosity ] [ -h fdholder_user ] [ -b ] destdir sources..."u8;

    public static ReadOnlySpan<byte> Options => "v:h:b"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes the compiled database destdir, which must not be there yet, of the service definitions in the source
        directories: of each of their subdirectories, but for those whose names begin with a dot. destdir is there when it is
        whole; what is wrong leaves nothing behind.

          -v N     0: errors only; 1, the default: warnings too; 2: what is being done; 3: about each service
          -h USER  s6-fdholder-daemon, which holds the pipes between services, runs as that user (user, uid:gid)
          -b       s6-rc-oneshot-run waits for a lock that is held

        A definition's files: type (longrun, oneshot, bundle), flag-essential, flag-recommended; of a bundle contents.d;
        of others dependencies.d, timeout-up, timeout-down; of a oneshot up, down, reload; of a longrun run, finish,
        notification-fd, lock-fd, timeout-kill, timeout-finish, max-death-tally, down-signal, reload-signal, flag-newpidns,
        flag-timeout-killpg, producer-for, consumer-for, pipeline-name, and the directories data, env, template.

        Exits 0; 1 where a definition is wrong; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        scoped CompilerOptions settings = default;
        settings.Verbosity = 1;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'v' when Text.TryParse(options.Value, out uint verbosity):
                    settings.Verbosity = verbosity;
                    break;
                case (byte)'h':
                    settings.HolderUser = options.Value;
                    break;
                case (byte)'b':
                    settings.Blocks = true;
                    break;
                case OptionParser.Bad:
                    return Outcome.Exit(ExitCode.Usage);
                default:
                    return options.UsageError();
            }
        }
        Arguments words = options.Rest;
        if (words.Count < 2)
        {
            return options.UsageError();
        }
        Arguments sources = words.From(1);
        SourceCompiler compiler = new(settings, sources, invocation.Environment);
        int code = compiler.Begin();
        for (int i = 0; i < sources.Count && code == ExitCode.Success; i++)
        {
            code = compiler.AddSource(i);
        }
        code = code == ExitCode.Success ? compiler.Resolve() : code;
        return Outcome.Exit(code == ExitCode.Success ? compiler.Write(words.AtZ(0)) : code);
    }
}
