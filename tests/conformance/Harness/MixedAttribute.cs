using System;
using System.Collections.Generic;
using System.Reflection;
using Xunit.Sdk;

namespace Sestet.Conformance.Harness;

/// <summary>Runs the scenario with one suite's programs against the other's: the two suites are its first arguments.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class MixedAttribute : DataAttribute
{
    /// <summary>The version of the reference from which on it does what the scenario expects.</summary>
    public string Since { get; set; } = "2.11";

    public override string? Skip
    {
        get => !Suite.Reference.IsInstalled ? "no reference suite to mix with"
            : Suite.Reference.Version < Version.Parse(Since) ? $"came with {Since}, the reference is {Suite.Reference.Version}"
            : null;
        set => throw new NotSupportedException();
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        [[Suite.Ours, Suite.Reference], [Suite.Reference, Suite.Ours]];
}
