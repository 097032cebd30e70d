using System;
using System.Collections.Generic;
using System.Reflection;
using Sestet.Conformance.Harness;
using Xunit.Sdk;

namespace Sestet.Conformance.Sudo;

/// <summary>Runs the scenario with each suite's client and each suite's server: the two are its first arguments.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PairsAttribute : DataAttribute
{
    /// <summary>The version of the reference from which on it does what the scenario expects.</summary>
    public string Since { get; set; } = "2.11";

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        Suite.Reference.IsInstalled && Suite.Reference.Version >= Version.Parse(Since)
        ?
        [
            [Suite.Ours, Suite.Ours], [Suite.Ours, Suite.Reference], [Suite.Reference, Suite.Ours],
            [Suite.Reference, Suite.Reference],
        ]
        : [[Suite.Ours, Suite.Ours]];
}
