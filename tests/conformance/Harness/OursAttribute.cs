using System.Collections.Generic;
using System.Reflection;
using Xunit.Sdk;

namespace Sestet.Conformance.Harness;

/// <summary>Runs the scenario on our suite, with further arguments.</summary>
[System.AttributeUsage(System.AttributeTargets.Method, AllowMultiple = true)]
public sealed class OursAttribute(params object[] values) : DataAttribute
{
    public object[] Values => values;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Suite.Ours, .. values]];
}
