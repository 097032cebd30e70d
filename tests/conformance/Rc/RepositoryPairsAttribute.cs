using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Sestet.Conformance.Rc;

/// <summary>Runs the scenario with each suite on what each suite has made: the two are its first arguments.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RepositoryPairsAttribute : RepositorySuitesAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        Suites.SelectMany(first => Suites.Select(second => new object[] { first, second }));
}
