namespace Sestet.Base;

/// <content>Bounds of booting and of shutting down.</content>
internal static partial class Limits
{
    /// <summary>s6-linux-init-shutdownd.html: -g.</summary>
    public const uint ShutdownGraceDefaultMs = 3000;

    /// <summary>Bytes of a script of s6-linux-init-maker for one byte of an argument: quoted, a byte takes five at most.</summary>
    public const int BootScriptBytesPerByte = 5;
}
