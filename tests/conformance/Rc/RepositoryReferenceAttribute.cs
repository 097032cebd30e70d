using System;
using System.Collections.Generic;
using System.Reflection;
using Sestet.Conformance.Harness;
using Xunit.Sdk;

namespace Sestet.Conformance.Rc;

/// <summary>Runs the scenario where the reference has the commands of repositories, with these arguments.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RepositoryReferenceAttribute(params object[] values) : DataAttribute
{
    public object[] Values => values;

    public override string? Skip
    {
        get => Suite.Reference.IsInstalled && Suite.Reference.Has("s6-rc-repo-init") ? null : "the reference has no s6-rc-repo-init";
        set => throw new NotSupportedException();
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [values];
}
