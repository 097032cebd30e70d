namespace Sestet.FdHolder;

/// <summary>What a client may do (s6-fdholderd.html).</summary>
internal struct AccessRights
{
    public bool Lists;

    public bool GetsDump;

    public bool SetsDump;

    /// <summary>In the table of expressions, which identifiers it may store and delete; -1: none.</summary>
    public int Stores;

    /// <summary>The same for retrieving.</summary>
    public int Retrieves;

    public static AccessRights None => new() { Stores = -1, Retrieves = -1 };
}
