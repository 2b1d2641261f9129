using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Api.Data;

/// <summary>One step of the database's schema: a file in `Migrations`, embedded in the program.</summary>
public sealed partial record Migration(string Name, string Sql)
{
    private const string Folder = "Migrations/";

    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>The migrations of an assembly in the order of their numbers.</summary>
    public static IReadOnlyList<Migration> EmbeddedIn(Assembly assembly) =>
        InOrder(assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => new Migration(name[Folder.Length..], Text(assembly, name))));

    /// <summary>Migrations ordered by number. Throws MigrationException for a name that will not do.</summary>
    public static IReadOnlyList<Migration> InOrder(IEnumerable<Migration> migrations)
    {
        var ordered = migrations.OrderBy(migration => migration.Name, StringComparer.Ordinal).ToList();
        var numbers = new HashSet<string>();
        foreach (var migration in ordered)
        {
            var match = Pattern().Match(migration.Name);
            if (!match.Success)
            {
                throw new MigrationException($"{migration.Name}: the name must be like 0001_create_notes.sql");
            }

            if (!numbers.Add(match.Groups["number"].Value))
            {
                throw new MigrationException($"{migration.Name}: another file has this number too");
            }
        }

        return ordered;
    }

    [GeneratedRegex(@"\A(?<number>[0-9]{4})_[a-z0-9]+(_[a-z0-9]+)*\.sql\z")]
    private static partial Regex Pattern();

    private static string Text(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new MigrationException($"{name}: is not part of this program");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
