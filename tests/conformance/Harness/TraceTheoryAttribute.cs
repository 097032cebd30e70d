using System;
using System.IO;
using Xunit;

namespace Sestet.Conformance.Harness;

/// <summary>A scenario that needs strace, and that it may trace.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TraceTheoryAttribute : TheoryAttribute
{
    public TraceTheoryAttribute()
    {
        Skip = !File.Exists("/usr/bin/strace") ? "needs strace" : Scenario.IsRoot ? null : "needs root, to trace";
    }
}
