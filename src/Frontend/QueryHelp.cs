using System;

namespace Sestet.Frontend;

/// <summary>What `s6 status -h` and its like print.</summary>
internal static class QueryHelp
{
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("status"u8) ? Status
        : name.SequenceEqual("why"u8) ? Why
        : name.SequenceEqual("tree"u8) ? Tree
        : Timeline;

    private static ReadOnlySpan<byte> Status => """
        Usage: s6 status [ -a ] [ --json ] [ services... ]

        What services do, and for how long: those of s6-rc, and those of the scan directory that s6-rc does not know of.
        Without services: a line for each. With services: all that is known of them: process, readiness, restarts, the last
        exit, dependencies, and the last lines of the log.

          -a, --all     s6-rc's own services, too
          -n, --lines=N so many lines of the log (5)
          -j, --json    for programs (docs/FRONTEND.md)

        Exits 0; 3 where there is no such service; 111 where something could not be read.

        """u8;

    private static ReadOnlySpan<byte> Why => """
        Usage: s6 why [ --json ] services...

        What services wait for, or why they are not up: dependencies, how the last run ended, what its log says, what is
        missing.

        Exits 0 where all are up; 1 where one is not; 3 where there is no such service; 111 where something could not be read.

        """u8;

    private static ReadOnlySpan<byte> Tree => """
        Usage: s6 tree [ -a ] [ -r ] [ --json ] [ services... ]

        Services, and below them what they depend on. Without services: from those that nothing depends on.

          -a, --all      s6-rc's own services, too
          -r, --reverse  below them what depends on them
          -j, --json     for programs (docs/FRONTEND.md)

        """u8;

    private static ReadOnlySpan<byte> Timeline => """
        Usage: s6 timeline [ -a ] [ --json | --svg ] [ services... ]

        When services were started, how long they took, and what they waited for. Those on the critical path are marked: what
        was up last, what it had waited for, and so on. Oneshots are there if s6-rc has kept a diary (docs/FRONTEND.md).

          -a, --all   s6-rc's own services, too
          -j, --json  for programs (docs/FRONTEND.md)
              --svg   a picture

        """u8;
}
