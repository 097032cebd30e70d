using System;

namespace Sestet.Bench.Harness;

/// <summary>
/// A row cannot be measured here, and nothing is wrong with that: a tool or a command is not installed.
/// </summary>
internal sealed class LeftOutException(string message) : Exception(message);
