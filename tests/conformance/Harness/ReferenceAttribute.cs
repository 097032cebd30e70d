using System;
using System.Collections.Generic;
using System.Reflection;
using Xunit.Sdk;

namespace Sestet.Conformance.Harness;

/// <summary>
/// Runs the scenario on the C suite, with further arguments: what it expects is what that suite does. Skipped, with the
/// reason, where there is none or where it is older than what the scenario is about.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ReferenceAttribute(params object[] values) : DataAttribute
{
    public object[] Values => values;

    /// <summary>The version that brought what the scenario is about.</summary>
    public string Since { get; set; } = "2.11";

    /// <summary>The version that broke it; the newest one is right where there is none.</summary>
    public string Before { get; set; } = "99.0";

    public override string? Skip
    {
        get
        {
            Suite reference = Suite.Reference;
            if (!reference.IsInstalled)
            {
                return "no reference suite: install Debian's s6, or set REFERENCE_SUITE to the directories of its commands";
            }
            if (reference.Version >= Version.Parse(Before))
            {
                return $"does not work since {Before}, the reference is {reference.Version}";
            }
            return reference.Version < Version.Parse(Since) ? $"came with {Since}, the reference is {reference.Version}" : null;
        }

        set => throw new NotSupportedException();
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Suite.Reference, .. values]];
}
