namespace Sestet.Base;

/// <content>Bounds of repositories of services (repodefs.html).</content>
internal static partial class Limits
{
    /// <summary>Stores of a repository: they are numbered with four digits.</summary>
    public const int StoresMax = 10000;

    /// <summary>Random letters of a temporary name.</summary>
    public const int TemporaryLettersLength = 6;

    /// <summary>A message with a repository's path and two names of services.</summary>
    public const int RepositoryMessageLengthMax = 8192;

    /// <summary>
    /// Milliseconds that a commit waits for the clock that files are stamped with to go on, so that the database is newer than
    /// the set; the clock's step is 10 ms at most.
    /// </summary>
    public const int StampWaitMs = 100;
}
