namespace Sestet.Base;

/// <content>Bounds of sockets, the fd-holder and s6-sudo.</content>
internal static partial class Limits
{
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
