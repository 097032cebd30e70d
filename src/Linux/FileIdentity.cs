namespace Sestet.Linux;

/// <summary>Which file it is, by whatever name; no other has it while this one is open.</summary>
internal readonly struct FileIdentity(in FileStatus status)
{
    private readonly ulong _device = status.Device;
    private readonly ulong _inode = status.Inode;

    public bool Equals(FileIdentity other) => _device == other._device && _inode == other._inode;
}
