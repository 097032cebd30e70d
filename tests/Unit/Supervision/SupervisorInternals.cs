using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Supervision;

namespace Sestet.Tests;

/// <summary>The private fields of a Supervisor, for a walk that has to compare states and to let time pass.</summary>
internal static class SupervisorInternals
{
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Deadline>k__BackingField")]
    public static extern ref Instant Deadline(ref Supervisor supervisor);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_nextStart")]
    public static extern ref Instant NextStart(ref Supervisor supervisor);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_letters")]
    public static extern ref EventLetters Letters(ref Supervisor supervisor);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_statusChanged")]
    public static extern ref bool StatusChanged(ref Supervisor supervisor);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_dying")]
    public static extern ref bool Dying(ref Supervisor supervisor);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<WatchdogDeadline>k__BackingField")]
    public static extern ref Instant WatchdogDeadline(ref Supervisor supervisor);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_history")]
    public static extern ref SupervisorHistory History(ref Supervisor supervisor);
}
