using System;

namespace Sestet.Frontend;

/// <summary>What `s6 help` and `s6 COMMAND help` print: the reference's texts, and in the first one what is added here.</summary>
internal static class FrontHelp
{
    public static ReadOnlySpan<byte> Main =>
        "Usage: s6 [ global_options... ] command subcommand [ subcommand_options... ] [ args... ]\n"u8 +
        "\n"u8 +
        "For details about a command and its options, try: s6 command help (e.g.: s6 live help)\n"u8 +
        "\n"u8 +
        "Commands:\n"u8 +
        "  help\t\tthis message\n"u8 +
        "  version\tprint the version of this package\n"u8 +
        "  system\tboot and shutdown the system\n"u8 +
        "  live\t\tstart and stop services and their dependencies\n"u8 +
        "  process\tcontrol individual long-running processes\n"u8 +
        "  set\t\tmanipulate sets of services (offline, to later install them live)\n"u8 +
        "  repository\tmanipulate the service repository itself\n"u8 +
        "\n"u8 +
        "Shortcuts:\n"u8 +
        "  enable\ts6 set enable\n"u8 +
        "  disable\ts6 set disable\n"u8 +
        "  start\t\ts6 live start\n"u8 +
        "  stop\t\ts6 live stop\n"u8 +
        "  kill\t\ts6 process kill\n"u8 +
        "  apply\t\ts6 set apply\n"u8 +
        "\n"u8 +
        "Looking at services:\n"u8 +
        "  status\twhat services do, and for how long (status NAME: all that is known of one)\n"u8 +
        "  why\t\twhat a service waits for, or why it is not up\n"u8 +
        "  tree\t\tservices and what they depend on\n"u8 +
        "  timeline\twho started when, who waited for whom\n"u8 +
        "  check\t\tfind what would make a boot fail, in source directories\n"u8 +
        "  (with --json each, and \"s6 NAME -h\")\n"u8 +
        "\n"u8 +
        "Global options:\n"u8 +
        "  -h\t\t--help\t\t\tequivalent to \"s6 help\"\n"u8 +
        "  -u\t\t--user\t\t\toverride config values with XDG environment\n"u8 +
        "\n"u8 +
        "\t\t--color=yes|no|auto\tdisplay fancy or boring-but-parsable text.\n"u8 +
        "\t\t\t\t\tauto is the default: fancy if in a terminal.\n"u8 +
        "\n"u8 +
        " These options override the values set in s6-frontend.conf:\n"u8 +
        "  -v V\t\t--verbosity=V\t\tverbosity (0 is terse, 1 is normal/default, more is verbose)\n"u8 +
        "  -s SCANDIR\t--scandir=SCANDIR\twhere s6-svscan is running\n"u8 +
        "  -l LIVEDIR\t--livedir=LIVEDIR\ts6-rc live directory\n"u8 +
        "  -r REPODIR\t--repodir=REPODIR\ts6-rc service set repository\n"u8 +
        "  -c BOOTDB\t--bootdb=BOOTDB\t\tlive database the system is booting on\n"u8 +
        "\t\t--stmpdir=STMPDIR\troot-only temporary directory\n"u8 +
        "\t\t--storelist=LIST\tlist of service stores\n"u8 +
        "\t\t--fdholder-user=USER\tthe s6-fdholderd user embedded in service databases\n"u8 +
        "\n"u8;

    public static ReadOnlySpan<byte> Version =>
        "Usage: s6 version subcommand [ options ] [ arguments... ]\n"u8 +
        "\n"u8 +
        "Subcommands:\n"u8 +
        "  help\t\tthis message\n"u8 +
        "  show\t\tshow the current version (default if no subcommand)\n"u8 +
        "  export\texport version and config values to stdout\n"u8 +
        "\n"u8 +
        "\n"u8 +
        "s6 version show options: none\n"u8 +
        "\n"u8 +
        "s6 version export options:\n"u8 +
        "  -q, --quote\tquote printed paths (e.g. for use in a shell script)\n"u8 +
        "\n"u8;

    public static ReadOnlySpan<byte> Process =>
        "Usage: s6 process subcommand [ options ] longruns...\n"u8 +
        "\n"u8 +
        " Send commands to *processes* at the s6 supervision level.\n"u8 +
        "(supervised long-running processes only - not services at the\n"u8 +
        "s6-rc level. This is useful e.g. to restart a process without\n"u8 +
        "stopping then starting things depending on it.)\n"u8 +
        "\n"u8 +
        "Subcommands:\n"u8 +
        "  help\t\tthis message\n"u8 +
        "  start\t\tstart a supervised process without impacting its official state\n"u8 +
        "  stop\t\tstop a supervised process without impacting its official state\n"u8 +
        "  restart\trestart a supervised process\n"u8 +
        "  kill\t\tsend a signal to a supervised process\n"u8 +
        "  status\tread the status of a supervised process\n"u8 +
        "\n"u8 +
        "s6 process start and s6 process stop options:\n"u8 +
        "  -P\t\t--no-permanent\t\tdon't override the official state if the daemon dies\n"u8 +
        "\t\t\t\t\t(i.e. if the service manager says the service should be\n"u8 +
        "\t\t\t\t\tdown, do not restart the daemon; if it says the service\n"u8 +
        "\t\t\t\t\tshould be up, do restart it). This is the default.\n"u8 +
        "  -p\t\t--permanent\t\toverride the official state: \"s6 process start foo\" will\n"u8 +
        "\t\t\t\t\tkeep foo up even if the live status says otherwise\n"u8 +
        "  -W\t\t--no-wait\t\texit without waiting for service readiness\n"u8 +
        "  -w\t\t--wait\t\t\tonly exit once the daemon is ready or confirmed dead\n"u8 +
        "  -t TIMEOUT\t--timeout=TIMEOUT\tif -w: give up if not ready after TIMEOUT milliseconds\n"u8 +
        "\n"u8 +
        "s6 process restart options:\n"u8 +
        "  -W\t\t--no-wait\t\texit without waiting for service readiness\n"u8 +
        "  -w\t\t--wait\t\t\tonly exit once the daemon is ready again\n"u8 +
        "  -t TIMEOUT\t--timeout=TIMEOUT\tif -w: give up if not ready after TIMEOUT milliseconds\n"u8 +
        "\n"u8 +
        "s6 process kill options:\n"u8 +
        "  -W\t\t--no-wait\t\texit without waiting for service readiness\n"u8 +
        "  -w\t\t--wait\t\t\tonly exit once the daemon is ready again, if applicable\n"u8 +
        "  -t TIMEOUT\t--timeout=TIMEOUT\tif -w: give up if not ready after TIMEOUT milliseconds\n"u8 +
        "  -s SIGNAL\t--signal=SIGNAL\t\tsend signal SIGNAL rather than the default (prob. SIGTERM)\n"u8 +
        "\n"u8 +
        "s6 process status options:\n"u8 +
        "\n"u8 +
        "  -L\t\t--without-logs\t\tonly list the status of longruns given as arguments (default)\n"u8 +
        "  -l\t\t--with-logs\t\talso list status for service/log. This has no effect\n"u8 +
        "\t\t\t\t\ton services that have loggers declared in s6-rc, for these\n"u8 +
        "\t\t\t\t\tyou need to list the logger explicitly.\n"u8 +
        "\n"u8;

    public static ReadOnlySpan<byte> Live =>
        "Usage: s6 live subcommand [ options ] services...\n"u8 +
        "\n"u8 +
        "Subcommands:\n"u8 +
        "  help\t\t\tthis message\n"u8 +
        "  status\t\tread the status of a list of services\n"u8 +
        "  start\t\t\tstart a service (with all its dependencies)\n"u8 +
        "  stop\t\t\tstop a service (and everything depending on it)\n"u8 +
        "  restart\t\tstop, then start, a service, with dependencies\n"u8 +
        "  install\t\tinstall the latest committed service set\n"u8 +
        "  start-everything\tstart all the services enabled at boot\n"u8 +
        "  stop-everything\tstop all the non-essential services\n"u8 +
        "\n"u8 +
        "s6 live status options:\n"u8 +
        "  -e\t\t--without-essentials\tignore essential services (default)\n"u8 +
        "  -E\t\t--with-essentials\talso list essential services\n"u8 +
        "\n"u8 +
        "s6 live start, s6 live stop, s6 live restart, s6 live stop-everything options:\n"u8 +
        "  -n\t\t--dry-run\t\tonly show what would be done, don't do it\n"u8 +
        "  -c\t\t--clean\t\t\tstop implicitly pulled services as well\n"u8 +
        "  -t TIMEOUT\t--timeout=TIMEOUT\tif not done after TIMEOUT milliseconds, abort\n"u8 +
        "\n"u8 +
        "s6 live install options:\n"u8 +
        "  -b\t\t--block\t\t\ton contention, wait rather than fail\n"u8 +
        "  -K\t\t--keep-old\t\tkeep the old db and write its path to stdout\n"u8 +
        "  -e\t\t--force-essentials\tstop old essential services if needed (default)\n"u8 +
        "  -E\t\t--no-force-essentials\tkeep obsolete essential services up\n"u8 +
        "  -f FILE\t--conversion-file=FILE\tuse a conversion file from current to new set\n"u8 +
        "\t\t--init\t\t\tinstall the initial db. DO NOT USE WHEN LIVE.\n"u8 +
        "\n"u8 +
        "s6 live start-everything options:\n"u8 +
        "  -n\t\t--dry-run\t\tonly show what would be done, don't do it\n"u8 +
        "  -t TIMEOUT\t--timeout=TIMEOUT\tif not done after TIMEOUT milliseconds, abort\n"u8 +
        "  -D BUN\t--default-bundle=BUN\tname of the bundle to start (\"default\")\n"u8 +
        "\n"u8;

    public static ReadOnlySpan<byte> Set =>
        "Usage: s6 set subcommand [ options ] [ arguments... ]\n"u8 +
        "\n"u8 +
        "Subcommands:\n"u8 +
        "  help\t\tthis message\n"u8 +
        "  copy\t\tcopy a set to another name (default name is \"current\")\n"u8 +
        "  delete\tdelete one or more sets\n"u8 +
        "  list\t\tlist services in the working set\n"u8 +
        "  status\tlist services in the working set with their rx\n"u8 +
        "  enable\tenable services\n"u8 +
        "  disable\tdisable services\n"u8 +
        "  mask\t\tmask services (hide them from the db entirely)\n"u8 +
        "  unmask\tunmask services (equivalent to \"disable\")\n"u8 +
        "  check\t\tcheck working set and fix inconsistencies\n"u8 +
        "  commit\tcommit working set (can then be installed)\n"u8 +
        "  apply\t\tmake working set live: commit + live install + live reset\n"u8 +
        "\n"u8 +
        "\n"u8 +
        "s6 set copy options:\n"u8 +
        "  -f\t\t--force\t\t\t\toverwrite named set if existing\n"u8 +
        "\n"u8 +
        "s6 set delete options: none\n"u8 +
        "\n"u8 +
        "s6 set list options:\n"u8 +
        "  -s SET\t--set=SET\t\t\tshow services in set SET (default: current)\n"u8 +
        "\n"u8 +
        "s6 set status options:\n"u8 +
        "  -E\t\t--with-essentials\t\tshow all services, even essential ones (default)\n"u8 +
        "  -e\t\t--without-essentials\t\tdon't show essential services\n"u8 +
        "  -s SET\t--set=SET\t\t\tshow services in set SET (default: current)\n"u8 +
        "\n"u8 +
        "s6 set enable|disable|mask|unmask options:\n"u8 +
        "  -f\t\t--ignore-dependencies\t\tonly change listed services\n"u8 +
        "  -n\t\t--dry-run\t\t\tshow what would happen, don't do\n"u8 +
        "  -I\t\t--no-fail-on-dependencies\twarn or pull unlisted dependencies if found (default)\n"u8 +
        "  -i\t\t--fail-on-dependencies\t\tfail if unlisted dependencies are found\n"u8 +
        "  -P\t\t--no-pull-dependencies\t\twarn on unlisted dependencies (default)\n"u8 +
        "  -p\t\t--pull-dependencies\t\tapply the rx change to unlisted dependencies as well\n"u8 +
        "  -s SET\t--set=SET\t\t\tchange services in set SET (default: current)\n"u8 +
        "\n"u8 +
        "s6 set check options:\n"u8 +
        "  -E\t\t--no-force-essentials\t\tdo not allow manual changes to essential services (default)\n"u8 +
        "  -e\t\t--force-essentials\t\tallow manual changes to essential services\n"u8 +
        "  -F\t\t--fix\t\t\t\ttry to fix inconsistencies automatically\n"u8 +
        "  -d\t\t--down\t\t\t\tfix by disabling or masking services if necessary (default)\n"u8 +
        "  -u\t\t--up\t\t\t\tfix by enabling services if necessary\n"u8 +
        "  -s SET\t--set=SET\t\t\tcheck set SET (default: current)\n"u8 +
        "\n"u8 +
        "s6 set commit options:\n"u8 +
        "  -f\t\t--force\t\t\t\tcompile db even if up-to-date\n"u8 +
        "  -K\t\t--keep-old\t\t\tkeep old db if any, print its path to stdout\n"u8 +
        "  -D BUN\t--default-bundle=BUN\t\tname of the bundle containing enabled+essential services\n"u8 +
        "  -s SET\t--set=SET\t\t\tcommit set SET (default: current)\n"u8 +
        "\n"u8 +
        "s6 set apply options:\n"u8 +
        "  -b\t\t--block\t\t\t\tblock if another s6-rc is running (default: fail)\n"u8 +
        "  -D BUN\t--default-bundle=BUN\t\tname of the bundle containing enabled+essential services\n"u8 +
        "  -f CONVFILE\t--conversion-file=CONVFILE\tuse CONVFILE when updating the service db (default: none)\n"u8 +
        "  -s SET\t--set=SET\t\t\tapply set SET (default: current)\n"u8 +
        "  -t TIMEOUT\t--timeout=TIMEOUT\t\tfail after TIMEOUT milliseconds (default: 0 (=infinite))\n"u8 +
        "\n"u8;

    public static ReadOnlySpan<byte> Repository =>
        "Usage: s6 repository subcommand [ options ]\n"u8 +
        "\n"u8 +
        "Subcommands:\n"u8 +
        "  help\t\tthis message\n"u8 +
        "  init\t\tinitialize a service repository\n"u8 +
        "  sync\t\tsynchronize repository with stores\n"u8 +
        "  list\t\tlist names of saved service sets\n"u8 +
        "  check         check all sets and fix inconsistencies\n"u8 +
        "\n"u8 +
        "\n"u8 +
        "s6 repository init options:\n"u8 +
        "  -f\t\t--force\t\t\tOverwrite existing repository\n"u8 +
        "  -U\t\t--update-stores\t\tUpdate existing repository with new stores\n"u8 +
        "\n"u8 +
        "s6 repository sync options: none\n"u8 +
        "\n"u8 +
        "s6 repository list options: none\n"u8 +
        "\n"u8 +
        "s6 repository check options:\n"u8 +
        "  -E\t\t--no-force-essential\t\tdo not allow manual changes to essential services (default)\n"u8 +
        "  -e\t\t--force-essential\t\tallow manual changes to essential services\n"u8 +
        "  -f\t\t--fix\t\t\t\ttry to fix inconsistencies automatically\n"u8 +
        "  -d\t\t--down\t\t\t\tfix by disabling or masking services if necessary (default)\n"u8 +
        "  -u\t\t--up\t\t\t\tfix by enabling services if necessary\n"u8 +
        "\n"u8;

    public static ReadOnlySpan<byte> System =>
        "Usage: s6 system subcommand\n"u8 +
        "\n"u8 +
        "Subcommands:\n"u8 +
        "  help\t\tthis message\n"u8 +
        "  boot\t\tinitialize the service manager and start default services\n"u8 +
        "\n"u8 +
        " plus, if s6-frontend has been built with s6-linux-init support:\n"u8 +
        "  halt\t\thalt the system (without powering it off)\n"u8 +
        "  poweroff\thalt the system, powering it off\n"u8 +
        "  shutdown\tsynonymous with poweroff\n"u8 +
        "  reboot\treboot the system\n"u8 +
        "\n"u8 +
        "No options.\n"u8 +
        "\n"u8;
}
