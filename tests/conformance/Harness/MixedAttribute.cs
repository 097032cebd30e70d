using System;
using System.Collections.Generic;
using System.Reflection;
using Xunit.Sdk;

namespace Sestet.Conformance.Harness;

/// <summary>Runs the scenario with one suite's programs against the other's: the two suites are its first arguments.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class MixedAttribute : DataAttribute
{
    public override string? Skip
    {
        get => Suite.Reference.IsInstalled ? null : "no reference suite to mix with";
        set => throw new NotSupportedException();
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        [[Suite.Ours, Suite.Reference], [Suite.Reference, Suite.Ours]];
}
