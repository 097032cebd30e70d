using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Sestet.Conformance.Harness;
using Xunit.Sdk;

namespace Sestet.Conformance.Rc;

/// <summary>Runs the scenario on each suite that has the commands of repositories, where there is a compiler for them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class RepositorySuitesAttribute : DataAttribute
{
    protected static IEnumerable<Suite> Suites =>
        new[] { Suite.Ours, Suite.Reference }.Where(suite => suite.IsInstalled && suite.Has("s6-rc-repo-init"));

    /// <summary>The scenario is of what only ours does.</summary>
    public bool OwnOnly { get; set; }

    public override string? Skip
    {
        get => Suites.Any(suite => suite.Has("s6-rc-compile")) ? null : "no s6-rc-compile";
        set => throw new NotSupportedException();
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        Suites.Where(suite => suite.IsOurs || !OwnOnly).Select(suite => new object[] { suite });
}
