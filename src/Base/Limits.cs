namespace Sestet.Base;

/// <summary>
/// Every bound of the program, with its reason. Related ones are tied together in <see cref="Check"/>.
/// </summary>
internal static partial class Limits
{
    /// <summary>PATH_MAX of the kernel, with the NUL.</summary>
    public const int PathLengthMax = 4096;

    /// <summary>NAME_MAX of the kernel.</summary>
    public const int NameLengthMax = 255;

    /// <summary>A message line; longer ones leave in several writes.</summary>
    public const int MessageBufferLength = 1024;

    /// <summary>A decimal 64-bit number.</summary>
    public const int DecimalLengthMax = 20;

    /// <summary>servicedir.html: "The value cannot be greater than 4096."</summary>
    public const int DeathTallyMax = 4096;

    /// <summary>servicedir.html: "If the file does not exist, a default of 100 is used."</summary>
    public const int DeathTallyDefault = 100;

    /// <summary>Bytes of names of a service directory read by one call: some 30. They are on a daemon's stack.</summary>
    public const int ServiceNamesLength = 1024;

    /// <summary>Names of a service directory that are looked through; one that has more is asked for each it may have.</summary>
    public const int ServiceFilesMax = 512;

    /// <summary>A service file holds a number or the name of a signal; what is longer is not valid.</summary>
    public const int ServiceFileLengthMax = 63;

    /// <summary>Actions one step of a supervisor can ask for; the longest step asks for 8.</summary>
    public const int SupervisorActionsMax = 12;

    /// <summary>servicedir.html: finish scripts are killed after 5 seconds unless told otherwise.</summary>
    public const uint FinishTimeoutDefaultMs = 5000;

    /// <summary>Letters of one s6-svc call, as in the reference.</summary>
    public const int ControlCommandsMax = 63;

    /// <summary>s6-svscan.html: -C and -L.</summary>
    public const uint ServicesDefault = 1000;

    public const uint ServicesMin = 4;

    public const uint ServicesMax = 160000;

    public const uint ServiceNameLengthDefault = 251;

    public const uint ServiceNameLengthMin = 11;

    public const uint ServiceNameLengthMax = 1019;

    /// <summary>"/log" and the NUL behind the longest name in the scan directory.</summary>
    public const int LogSuffixLength = 5;

    /// <summary>"NAME/log" with its NUL, for the longest name.</summary>
    public const int ScannedNameLengthMax = (int)ServiceNameLengthMax + LogSuffixLength;

    /// <summary>Bytes of one control command read; a burst of more takes another turn.</summary>
    public const int ControlReadLength = 256;

    /// <summary>Bytes of directory entries read by one call: some 40 names.</summary>
    public const int DirectoryBufferLength = 2048;

    /// <summary>
    /// How long an adopted process that has ended waits for its parent (process 1, mostly) to have waited for it: only
    /// then does the kernel tell how it ended.
    /// </summary>
    public const uint ExitStatusWaitMs = 1000;

    /// <summary>
    /// Milliseconds for a new program to say that it takes over; it need only start, but the machine may be busy.
    /// </summary>
    public const uint UpgradeCheckMs = 10_000;

    /// <summary>The environment variable of a program that goes on in another: a name and a few numbers.</summary>
    public const int HandoverLengthMax = 128;

    /// <summary>/proc/PID/stat up to the start time, with a name of 64 bytes at most.</summary>
    public const int ProcessStatLength = 512;

    /// <summary>
    /// The same for an event directory, which is nearly always empty: every byte is one of a daemon's stack.
    /// </summary>
    public const int FifodirBufferLength = 512;

    /// <summary>
    /// Words of a command line that is put together in memory, and their bytes: within a process the kernel's limits do not
    /// count, and a substitution may multiply.
    /// </summary>
    public const int CommandWordsMax = 1 << 24;

    public const int CommandLengthMax = 1 << 29;

    /// <summary>Bytes of input read at once, as the reference does; what is kept of it doubles as often as it takes.</summary>
    public const int GrowingBufferLength = 8192;

    /// <summary>forstdin.html: -P.</summary>
    public const int LoopChildrenMax = 10000;

    /// <summary>The stack of a child that runs quick commands; only what it touches is there.</summary>
    public const int SharedStackLength = 1 << 20;

    /// <summary>Bytes of a script that is read from a file.</summary>
    public const int ExeclineScriptLengthMax = 1 << 26;

    /// <summary>POSIX regular expressions of one program.</summary>
    public const int RegexesMax = 256;

    /// <summary>Fields of s6-svstat -o, as in the reference.</summary>
    public const int StatusFieldsMax = 16;

    /// <summary>Descriptors a child is given: at most 0, 1, 2 and what it tells its readiness on.</summary>
    public const int SpawnDescriptorsMax = 4;

    /// <summary>
    /// Stack of a child between clone and execve: a path of PATH's (SearchedPathLengthMax), and ilc's frames of that depth,
    /// which take under 1 kB.
    /// </summary>
    public const int SpawnStackLength = 2560;

    /// <summary>Processors of a set, which is 128 bytes. On machines with more nothing is done about them.</summary>
    public const int CpusMax = 1024;

    /// <summary>A program's path put together from PATH; longer ones are passed over.</summary>
    public const int SearchedPathLengthMax = 1024;

    /// <summary>Words of a command line that a command builds, beyond those it was given.</summary>
    public const int ExtraArgumentsMax = 16;

    /// <summary>
    /// Chained commands in one process; a chain without end is a user's mistake that execve would not stop either.
    /// </summary>
    public const int ChainLengthMax = 1_000_000;

    /// <summary>Events one subscriber keeps while its expression does not match yet.</summary>
    public const int EventSequenceLengthMax = 4096;

    /// <summary>
    /// Services one s6-svwait or s6-svlisten can watch: two descriptors each would be 1024 at the usual limit.
    /// </summary>
    public const int SubscriptionsMax = 8192;

    /// <summary>NGROUPS_MAX of the kernel.</summary>
    public const int GroupsMax = 65536;

    /// <summary>s6-envdir.html: without -L it "only reads the first 4096 bytes of each file".</summary>
    public const int VariableReadLength = 4096;

    /// <summary>
    /// A variable of s6-envdir -L. The kernel executes nothing with one of 128 kB or more (MAX_ARG_STRLEN), so a longer
    /// one could only be for the program's own commands of a chain.
    /// </summary>
    public const int VariableLengthMax = 16 * 1024 * 1024;

    /// <summary>
    /// Static memory for what the commands of a chain leave to the next, such as variables; what is beyond it is mapped.
    /// An environment is seldom longer.
    /// </summary>
    public const int ChainMemoryLength = 16 * 1024;

    /// <summary>Mapped at a time when the static memory of a chain is used up.</summary>
    public const int ChainMemoryMapLength = 256 * 1024;

    /// <summary>Variables an environment can grow by before its list moves to a longer one.</summary>
    public const int EnvironmentSlack = 32;

    /// <summary>Variables, or keys, from which on a list searched often gets an index; less are as soon looked through.</summary>
    public const int EnvironmentIndexedMin = 128;

    /// <summary>Searches of such a list from which on an index pays.</summary>
    public const int EnvironmentSearchesMax = 16;

    /// <summary>
    /// How often a wait for a lock is interrupted once its time is over: the first signal may come before the wait.
    /// </summary>
    public const uint LockWakeIntervalMs = 10;

    /// <summary>
    /// Bytes a filter reads at once, half of what a pipe holds. Longer lines pass in parts of that length.
    /// </summary>
    public const int FilterBufferLength = 32 * 1024;

    /// <summary>A message of sd_notify(3); READY=1 stands near the start of one.</summary>
    public const int NotifyMessageLengthMax = 8192;

    /// <summary>sun_path of unix(7).</summary>
    public const int SocketPathLengthMax = 108;

    /// <summary>Directories below each other in a copied tree: each takes two bytes of a path at least.</summary>
    public const int TreeDepthMax = PathLengthMax / 2;

    /// <summary>Bytes of a file copied at once.</summary>
    public const int CopyLength = 4096;

    /// <summary>Bytes that s6-cat has the kernel move at once: as much as a pipe may hold.</summary>
    public const int SpliceLength = 1 << 20;

    /// <summary>A script that a command writes: a few words, and a path whose bytes may take five each.</summary>
    public const int ScriptLengthMax = 32 * 1024;

    /// <summary>servicedir.html: a second lies between two starts of a service that was never ready.</summary>
    public const uint RestartDelayMinMs = 1000;

    /// <summary>A service that has been up for a minute did not fail at its start.</summary>
    public const uint RestartResetDefaultMs = 60_000;

    /// <summary>Bytes of a service's own status text that are kept: a line for people.</summary>
    public const int StatusTextLengthMax = 200;

    /// <summary>Ten thousand CPUs, more than a machine has.</summary>
    public const ulong CpuHundredthsMax = 1_000_000;

    /// <summary>The name of a cgroup, which is one of a directory.</summary>
    public const int CgroupNameLengthMax = NameLengthMax;

    /// <summary>Bytes of a service's name in that of its cgroup; the rest is two numbers of 16 hexadecimal digits.</summary>
    public const int CgroupShownNameLengthMax = 200;

    /// <summary>
    /// Times the processes of a delegated cgroup are moved out of it: some may be born there meanwhile, but not for ever.
    /// </summary>
    public const int CgroupMoveRoundsMax = 16;

    /// <summary>How long a supervisor waits for the killed processes of a cgroup to be gone.</summary>
    public const uint CgroupEmptyWaitMs = 500;

    /// <summary>Times the processes of a session are looked for: one that is killed may have had children just before.</summary>
    public const int SessionKillRoundsMax = 8;

    /// <summary>Bytes of a file of /proc or of a cgroup that are read at once; lines of mountinfo are long.</summary>
    public const int KernelFileLength = 4096;

    /// <summary>A datagram of sd_notify(3); systemd takes no longer ones either.</summary>
    public const int NotifyDatagramLength = 4096;

    /// <summary>Datagrams taken in one turn; what more there is takes another.</summary>
    public const int NotifyDatagramsPerTurn = 16;

    /// <summary>Variables of the environment of a service that is given NOTIFY_SOCKET: their list is copied.</summary>
    public const int NotifyEnvironmentMax = 4096;

    /// <summary>A service that missed its watchdog has that long to end by SIGABRT, where timeout-kill says nothing.</summary>
    public const uint WatchdogKillDefaultMs = 5000;

    /// <summary>Bytes of /etc/fstab or of a file of /proc that are read at once.</summary>
    public const int MachineReadLength = 16384;

    /// <summary>All that s6-ps knows of all processes, or a table of mounts: half of what a span can hold.</summary>
    public const int MachineTextMax = 1 << 30;

    /// <summary>Options of one mount for the file system: the kernel takes a page of 4096 bytes.</summary>
    public const int MountDataLength = 4096;

    /// <summary>A seed of the kernel's random numbers: what the kernel takes at once.</summary>
    public const int SeedLengthMax = 512;

    /// <summary>A seed of 256 bits, where the kernel does not say how many it holds.</summary>
    public const int SeedLengthMin = 32;

    /// <summary>Entries of an fstab that fstab2s6rc takes: each is compared with each.</summary>
    public const int FstabEntriesMax = 4096;
}
