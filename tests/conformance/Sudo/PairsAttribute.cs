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
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Suite.Reference.IsInstalled
        ?
        [
            [Suite.Ours, Suite.Ours], [Suite.Ours, Suite.Reference], [Suite.Reference, Suite.Ours],
            [Suite.Reference, Suite.Reference],
        ]
        : [[Suite.Ours, Suite.Ours]];
}
