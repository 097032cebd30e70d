namespace Sestet.Machine;

/// <summary>What fstab2s6rc makes of an entry of fstab. The texts are places in a pool.</summary>
internal struct FstabService
{
    /// <summary>It depends on no other mount.</summary>
    public const int NoParent = -1;

    public TextRange Name;
    public TextRange Device;
    public TextRange Point;
    public TextRange Type;

    /// <summary>Those that are for mount.</summary>
    public TextRange Options;
    public bool HasOptions;
    public bool IsSwap;
    public bool IsNoauto;
    public bool IsNofail;

    /// <summary>The index of the mount that its mount point lies on, or NoParent.</summary>
    public int Parent;
}
