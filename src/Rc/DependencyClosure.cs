using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>What must be up, or down, for some services to go there.</summary>
internal static class DependencyClosure
{
    /// <summary>
    /// Marks all that the marked services depend on, and what that depends on; with up false, all that depends on them. A mark
    /// a service; stack: room for as many numbers. Each service and each dependency is looked at once.
    /// </summary>
    public static void Expand(CompiledDatabase database, Span<bool> marks, Span<int> stack, bool up)
    {
        Assert.That(marks.Length == database.Count && stack.Length >= database.Count);
        int depth = 0;
        for (int i = 0; i < marks.Length; i++)
        {
            if (marks[i])
            {
                stack[depth++] = i;
            }
        }
        while (depth > 0)
        {
            NumberList dependencies = database.Dependencies(stack[--depth], up);
            for (int i = 0; i < dependencies.Count; i++)
            {
                int service = dependencies.Service(i);
                if (!marks[service])
                {
                    marks[service] = true;
                    stack[depth++] = service;
                }
            }
        }
    }
}
