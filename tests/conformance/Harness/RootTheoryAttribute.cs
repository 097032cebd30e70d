using System;
using Xunit;

namespace Sestet.Conformance.Harness;

/// <summary>A scenario that only root can run; others skip it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute()
    {
        Skip = Scenario.IsRoot ? null : "needs root";
    }
}
