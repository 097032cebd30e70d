namespace Sestet.Scripts;

/// <summary>The scripts of a seed, each by its own number: one can be written again by itself.</summary>
internal sealed record ScriptSource(int Seed, bool LettersOnly)
{
    /// <summary>What make scripts needs to write them again.</summary>
    public string ModeWord => LettersOnly ? " MODE=letters" : "";

    public string[] Write(int first, int count)
    {
        string[] scripts = new string[count];
        for (int i = 0; i < count; i++)
        {
            scripts[i] = new ScriptWriter(Seed, first + i).Write(LettersOnly);
        }
        return scripts;
    }
}
