namespace Sestet.Base;

/// <summary>
/// Every bound of the program, with its reason. Related ones are tied together in <see cref="Check"/>.
/// </summary>
internal static class Limits
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
    /// <summary>s6-log.html: -l.</summary>
    public const uint LogLineLimitDefault = 8192;

    public const uint LogLineLimitMin = 48;

    /// <summary>s6-log.html: -t.</summary>
    public const uint LogLastLineTimeoutDefaultMs = 2000;

    /// <summary>
    /// Bytes of a line that selections, alerts and status files look at: so much of it is in memory at once. What is longer
    /// (by -l only) goes the way that its start has been given.
    /// </summary>
    public const int LogLineHeldMax = 16384;

    /// <summary>
    /// Bytes of an unfinished line that wait for its end in the other scripts, which need not see it whole.
    /// </summary>
    public const int LogLineWaitMax = 8192;

    /// <summary>
    /// Bytes the reference reads at once. Between two such chunks it looks whether current has become too big, so that
    /// the same input is cut into the same files by both.
    /// </summary>
    public const int LogChunkLength = 8191;

    /// <summary>
    /// Chunks read at once by scripts that write what they read: together with what follows here 64 kB, so that the whole
    /// program stays within 100.
    /// </summary>
    public const int LogChunksPlain = 6;

    /// <summary>Chunks read at once by the others: what they put together for output takes memory too.</summary>
    public const int LogChunksComposed = 3;

    /// <summary>Chunks read at once where long lines are held, or expressions have automata.</summary>
    public const int LogChunksFew = 2;

    /// <summary>Output that is put together or waits, of all outputs together: where lines are written as they come.</summary>
    public const int LogOutputPlain = 8192;

    /// <summary>The same for the other scripts.</summary>
    public const int LogOutputComposed = 30720;

    /// <summary>The same where long lines are held, or expressions have automata.</summary>
    public const int LogOutputFew = 22528;

    /// <summary>
    /// Tables of all the automata of a script's regular expressions: one has room for some hundred states, ten for some ten
    /// each. What does not fit is left to libc.
    /// </summary>
    public const int LogAutomataLength = 16384;

    /// <summary>
    /// What one output has at least, besides its longest header: many outputs together take more than the above.
    /// </summary>
    public const int LogOutputMin = 2048;

    /// <summary>What `sestet logs` puts together before it writes.</summary>
    public const int LogOutputLength = 32768;

    /// <summary>Bytes a write to a blocking pipe that is ready for some surely takes (PIPE_BUF).</summary>
    public const int PipeWriteLength = 4096;

    /// <summary>
    /// Archived log files found for removal by one look at the directory; one goes with each rotation.
    /// </summary>
    public const int ArchivesRemovedAtOnce = 16;

    /// <summary>How long a daemon waits when poll(2) itself fails (memory is short), so as not to spin.</summary>
    public const long PollFailureDelayNs = 1_000_000_000;

    /// <summary>s6-log --keep: bytes of the file that input goes through, from which on a new one is begun.</summary>
    public const int LogJournalLengthMax = 1 << 15;

    /// <summary>s6-log --keep: milliseconds until it is tried again to write that file.</summary>
    public const int LogKeepRetryMs = 2000;

    /// <summary>Nanoseconds tried for a new archive's name; a clash takes two rotations in one.</summary>
    public const int ArchiveNameTriesMax = 1000;

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

    /// <summary>s6-socklog.html: -l.</summary>
    public const uint SyslogLineDefault = 1024;

    public const uint SyslogLineMin = 76;

    public const uint SyslogLineMax = 1048576;

    /// <summary>Lines of s6-socklog that wait for its output, beside the longest one; then no datagram is read.</summary>
    public const int SyslogBacklogLength = 32768;

    /// <summary>
    /// Datagrams s6-socklog takes without a look at its signals, and those it takes after SIGTERM: what was sent before is
    /// logged, and a sender that never stops does not keep it from ending.
    /// </summary>
    public const int SyslogDatagramsAtOnce = 64;

    public const int SyslogDatagramsLast = 4096;

    /// <summary>
    /// Archives of a logdir that one look at it finds for reading: few logdirs have more than 10, and 10,000 take 160 looks.
    /// </summary>
    public const int LogArchivesAtOnce = 64;

    /// <summary>
    /// Mapped for each logdir that is read, of which only what lines need is used. A line that is longer is printed in
    /// parts, and only that much of it is searched.
    /// </summary>
    public const int LogWindowLength = 1 << 20;

    /// <summary>Bytes of a log file that are read at once.</summary>
    public const int LogReadLength = 65536;

    /// <summary>Bytes of changes of directories that are read at once: a hundred and more.</summary>
    public const int DirectoryEventsLength = 4096;

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

    /// <summary>Descriptors that the kernel lets travel with one message (SCM_MAX_FD).</summary>
    public const int DescriptorsPerMessage = 253;

    /// <summary>Descriptors that have come and are not taken yet: those of a message, and of the next one's start.</summary>
    public const int DescriptorsReceivedMax = DescriptorsPerMessage * 2;

    /// <summary>s6-fdholderd.html: an identifier has 1 to 255 characters.</summary>
    public const int HeldIdLengthMax = 255;

    /// <summary>s6-fdholderd.html: -c, its default and its most (S6_FDHOLDER_MAX).</summary>
    public const uint HolderClientsDefault = 16;
    public const uint HolderClientsMax = 256;

    /// <summary>s6-fdholderd.html: -n.</summary>
    public const uint HolderFdsDefault = 1000;

    /// <summary>More descriptors than any process can have by the kernel's default (fs.nr_open is 2^20).</summary>
    public const uint HolderFdsMax = 1 << 20;

    /// <summary>
    /// Descriptors that a fd-holder needs beside those of clients and those it holds: 0, 1 and 2, signals, the two that looking
    /// rules up takes, and one that comes for a request it refuses.
    /// </summary>
    public const uint HolderFdsOwn = 8;

    /// <summary>The longest request: a part of a dump, every identifier of full length, behind its header and letter.</summary>
    public const int HolderRequestLengthMax = 7 + DescriptorsPerMessage * (12 + 1 + HeldIdLengthMax + 1);

    /// <summary>A list of identifiers that a client takes: of as many as there can be.</summary>
    public const int HolderListLengthMax = (int)HolderFdsMax * (HeldIdLengthMax + 1) + 5;

    /// <summary>Bytes of an answer that are put together at once.</summary>
    public const int HolderAnswerLength = 4096;

    /// <summary>A regular expression of access rules: what is read of a file of a variable.</summary>
    public const int HolderPatternLengthMax = VariableReadLength;

    /// <summary>s6-ipcserverd.html: -c and -C unless told otherwise, and the most that -c can be.</summary>
    public const uint ConnectionsDefault = 40;

    public const uint ConnectionsMax = 1000;

    /// <summary>
    /// What a handler is given that runs in its server's memory, which stands still meanwhile: what such a command writes, five
    /// times that at most, fits into an empty socket's buffer (200 kB, by the kernel's default) several times.
    /// </summary>
    public const int ConnectedWordsMax = 8192;

    /// <summary>How long a server accepts nothing when it has run out of descriptors or memory.</summary>
    public const uint AcceptPauseMs = 100;

    /// <summary>Arguments and variables that s6-sudod takes from a client: what the kernel lets a program have.</summary>
    public const int SudoRequestLengthMax = 6 << 20;

    /// <summary>s6-accessrules-cdb-from-fs.html: what a rule may change of the environment, and its command line.</summary>
    public const int RuleEnvironmentMax = 4096;

    public const int RuleCommandMax = 4096;

    /// <summary>Bytes of a ruleset that are written at once.</summary>
    public const int RulesBufferLength = 8192;

    /// <summary>Names that are tried for a temporary file, where others have taken them.</summary>
    public const int TemporaryNamesMax = 100;

    /// <summary>Bytes that s6-ioconnect holds of each direction, as the reference does.</summary>
    public const int RelayBufferLength = 8192;
}
