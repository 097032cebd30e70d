using System;
using Sestet.Cli;
using Sestet.Frontend.Host;
using Sestet.Linux;

namespace Sestet.Commands;

/// <summary>What s6 becomes when it has read its configuration file into the environment (s6-frontend.html).</summary>
internal struct S6Frontend : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-frontend"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-frontend [ global options... ] command subcommand [ subcommand options... ] [ args... ]"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Does what `s6` with these words does, with the configuration file's variables (scandir, livedir, repodir, bootdb,
        stmpdir, storelist, verbosity, fdhuser) taken from the environment.

        Exits as s6.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        return FrontDispatch.Run(words, invocation.Environment);
    }
}
