using System;
using System.Globalization;
using System.IO;

namespace Sestet.Chaos;

/// <summary>The words of the command line.</summary>
internal sealed class Settings
{
    public const string Usage =
        "usage: Chaos [ --seconds N ] [ --seed N ] [ --services N ] [ --no-scanner ] [ --no-upgrade ] [ --density ]"
        + " [ --binary FILE ]";

    private const int ServicesMax = 500;

    public int Seconds { get; private set; } = 60;

    public int Seed { get; private set; } = (int)(DateTime.UtcNow.Ticks % int.MaxValue);

    public int Services { get; private set; } = 50;

    /// <summary>s6-svscan is killed too.</summary>
    public bool KillsScanner { get; private set; } = true;

    /// <summary>The whole tree is upgraded in place, by s6-svscanctl.</summary>
    public bool Upgrades { get; private set; } = true;

    /// <summary>s6-svscan is all the supervisors itself.</summary>
    public bool Density { get; private set; }

    /// <summary>The program that is tested.</summary>
    public string Binary { get; private set; } = "src/bin/Release/net10.0/sestet";

    /// <summary>The helper program.</summary>
    public string Helper { get; private set; } = "tests/chaos/helper/bin/Release/net10.0/chaos-helper";

    /// <summary>Reads the words; throws FormatException with what is wrong with them.</summary>
    public static Settings Read(string[] words)
    {
        Settings settings = new();
        settings.Binary = Environment.GetEnvironmentVariable("SESTET_BIN") is { Length: > 0 } binary ? binary : settings.Binary;
        for (int i = 0; i < words.Length; i++)
        {
            string Value() => ++i < words.Length ? words[i] : throw new FormatException($"{words[i - 1]}: what?");
            int Number(int min, int max) => int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && number >= min && number <= max ? number : throw new FormatException($"{words[i - 1]}: {min} to {max}");
            switch (words[i])
            {
                case "--seconds":
                    settings.Seconds = Number(1, 1_000_000);
                    break;
                case "--seed":
                    settings.Seed = Number(0, int.MaxValue);
                    break;
                case "--services":
                    settings.Services = Number(1, ServicesMax);
                    break;
                case "--no-scanner":
                    settings.KillsScanner = false;
                    break;
                case "--no-upgrade":
                    settings.Upgrades = false;
                    break;
                case "--density":
                    settings.Density = true;
                    break;
                case "--binary":
                    settings.Binary = Value();
                    break;
                default:
                    throw new FormatException(Usage);
            }
        }
        string root = FindRoot();
        settings.Binary = Require(Path.GetFullPath(settings.Binary, root));
        settings.Helper = Require(Path.GetFullPath(settings.Helper, root));
        return settings;
    }

    private static string Require(string file) =>
        File.Exists(file) ? file : throw new FormatException($"there is no {file}: `make chaos` builds it");

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory != null && !File.Exists(Path.Combine(directory, "global.json")))
        {
            directory = Path.GetDirectoryName(directory);
        }
        return directory ?? throw new FormatException("this program has to lie in the project's directory");
    }
}
