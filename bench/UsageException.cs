using System;

namespace Sestet.Bench;

/// <summary>The environment asks for what cannot be.</summary>
internal sealed class UsageException(string message) : Exception(message);
