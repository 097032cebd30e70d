using System.Collections.Generic;
using System.Reflection;
using Xunit.Sdk;

namespace Sestet.Conformance.Harness;

/// <summary>Runs the scenario on our suite.</summary>
[System.AttributeUsage(System.AttributeTargets.Method)]
public sealed class OursAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Suite.Ours]];
}
