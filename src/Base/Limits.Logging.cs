namespace Sestet.Base;

/// <content>Bounds of loggers and of what reads log directories.</content>
internal static partial class Limits
{
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
}
