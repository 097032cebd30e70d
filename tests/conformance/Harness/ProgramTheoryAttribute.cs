using System;
using System.IO;
using Xunit;

namespace Sestet.Conformance.Harness;

/// <summary>A scenario that needs a program; skipped, with its name, where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramTheoryAttribute : TheoryAttribute
{
    public ProgramTheoryAttribute(string path)
    {
        Program = path;
        Skip = File.Exists(path) ? null : $"needs {path}";
    }

    public string Program { get; }
}
