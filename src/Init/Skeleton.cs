using System;

namespace Sestet.Init;

/// <summary>
/// The scripts that an administrator edits, as they are where there is no skeleton directory (s6-linux-init-maker.html): each
/// does nothing yet, and says what belongs there.
/// </summary>
internal static class Skeleton
{
    /// <summary>Scripts there are; a container has no runlevel, which is the first.</summary>
    public const int Count = 4;

    public static ReadOnlySpan<byte> Name(int index) => index switch
    {
        0 => "runlevel"u8,
        1 => "rc.init"u8,
        2 => "rc.shutdown"u8,
        _ => "rc.shutdown.final"u8,
    };

    public static ReadOnlySpan<byte> Script(int index) => index switch
    {
        0 => Runlevel,
        1 => Init,
        2 => Shutdown,
        _ => ShutdownFinal,
    };

    private static ReadOnlySpan<byte> Runlevel => """
        #!/bin/sh -e

        # Brings the machine to the state that is called $1. rc.init runs this at boot, and telinit whenever it is told to.

        if test "$#" -eq 0
        then
          echo 'runlevel: fatal: too few arguments' >&2
          exit 100
        fi

        # One of these, or what your service manager wants:
        #   exec s6-rc -v2 -up change "$1"
        #   exec /sbin/openrc "$1"
        #   exec /etc/init.d/rc "$1"

        """u8;

    private static ReadOnlySpan<byte> Init => """
        #!/bin/sh -e

        # Runs once, at boot, when the supervision tree is up. $1 is the runlevel: the one of the kernel's command line
        # (default, 2, 3, 4 or 5), else of s6-linux-init-maker -D, else "default". Behind it come the words of the kernel's
        # command line that are not VARIABLE=VALUE, or the words that a container was started with.

        rl="$1"
        shift

        # 1. Start the service manager, such as
        #   s6-rc-init /run/service
        #   /sbin/openrc sysinit && /sbin/openrc boot
        #   /etc/init.d/rcS

        # 2. Start the services of this runlevel:
        #   exec /etc/s6-linux-init/current/scripts/runlevel "$rl"

        # In a container in place of both, run its command and end with its exit code:
        #   test "$#" -eq 0 && exit 0
        #   set +e
        #   "$@"
        #   echo "$?" > /run/s6-linux-init-container-results/exitcode
        #   halt

        """u8;

    private static ReadOnlySpan<byte> Shutdown => """
        #!/bin/sh -e

        # Runs when the machine is told to go down: has the service manager stop all services, and ends when they are down.
        # It must not halt or reboot anything itself. What it prints is logged; for the console uncomment this:
        #   exec >/dev/console 2>&1

        # One of these, or what your service manager wants:
        #   exec s6-rc -v2 -bDa change
        #   exec /sbin/openrc shutdown
        #   exec /etc/init.d/rc 6

        """u8;

    private static ReadOnlySpan<byte> ShutdownFinal => """
        #!/bin/sh -e

        # Runs last of all, with every process killed and the file systems unmounted, just before the machine is halted,
        # powered off or rebooted. Nothing belongs here, but where a file system needs more than being unmounted.

        """u8;
}
