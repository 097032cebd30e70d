namespace Sestet.Linux;

/// <summary>The numbers of an account of the user database (passwd(5)).</summary>
internal readonly struct Account(uint uid, uint gid)
{
    public uint Uid { get; } = uid;

    /// <summary>The account's primary group.</summary>
    public uint Gid { get; } = gid;
}
