using System;
using System.Collections.Generic;
using System.Reflection;
using Sestet.Conformance.Harness;
using Xunit.Sdk;

namespace Sestet.Conformance.Rc;

/// <summary>
/// Runs the scenario with each suite's s6-rc and each suite's supervisors and runner of oneshots: the two are its first
/// arguments. A reference without s6-rc is left out.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RcPairsAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        Suite.Reference.IsInstalled && Suite.Reference.Has("s6-rc")
        ?
        [
            [Suite.Ours, Suite.Ours], [Suite.Ours, Suite.Reference], [Suite.Reference, Suite.Ours],
            [Suite.Reference, Suite.Reference],
        ]
        : [[Suite.Ours, Suite.Ours]];
}
