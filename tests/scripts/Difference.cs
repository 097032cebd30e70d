namespace Sestet.Scripts;

/// <summary>A script that the two suites did not run alike, and what either made of it.</summary>
internal sealed record Difference(int Index, string Script, string Ours, string Reference);
