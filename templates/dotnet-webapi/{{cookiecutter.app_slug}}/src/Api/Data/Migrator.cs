using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Api.Data;

/// <summary>Applies migrations, all or none, each once; what was applied is kept in `schema_migrations`.</summary>
public sealed class Migrator(Database database, IReadOnlyList<Migration> migrations)
{
    private const string CreateTable = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            name TEXT NOT NULL PRIMARY KEY,
            checksum TEXT NOT NULL,
            applied_at TEXT NOT NULL
        )
        """;

    /// <summary>True when a migration is not applied. Throws SqliteException when there is no database.</summary>
    public bool IsPending()
    {
        using var connection = database.Open();
        var applied = HasTable(connection) ? Applied(connection) : new Dictionary<string, string>();
        return migrations.Any(migration => !applied.ContainsKey(migration.Name));
    }

    /// <summary>Applies what is not applied; how many that were. Throws MigrationException.</summary>
    public int Apply()
    {
        try
        {
            using var connection = database.Open();
            Run(connection, "PRAGMA journal_mode = WAL");
            using var transaction = connection.BeginTransaction();
            Run(connection, CreateTable);
            var applied = Applied(connection);
            Check(applied);
            var missing = migrations.Where(migration => !applied.ContainsKey(migration.Name)).ToList();
            missing.ForEach(migration => Apply(connection, migration));
            transaction.Commit();
            return missing.Count;
        }
        catch (SqliteException error)
        {
            throw new MigrationException(error.Message.ReplaceLineEndings(" "), error);
        }
    }

    private static void Apply(SqliteConnection connection, Migration migration)
    {
        try
        {
            Run(connection, migration.Sql);
        }
        catch (SqliteException error)
        {
            throw new MigrationException($"{migration.Name}: {error.Message.ReplaceLineEndings(" ")}", error);
        }

        Run(
            connection,
            "INSERT INTO schema_migrations (name, checksum, applied_at) VALUES ($name, $checksum, $at)",
            ("$name", migration.Name),
            ("$checksum", migration.Checksum),
            ("$at", DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture)));
    }

    private static void Run(SqliteConnection connection, string sql, params (string Name, string Value)[] values)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL is part of this program.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }

    private static bool HasTable(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'";
        return command.ExecuteScalar() is > 0L;
    }

    private static Dictionary<string, string> Applied(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, checksum FROM schema_migrations";
        using var reader = command.ExecuteReader();
        var applied = new Dictionary<string, string>();
        while (reader.Read())
        {
            applied.Add(reader.GetString(0), reader.GetString(1));
        }

        return applied;
    }

    private void Check(Dictionary<string, string> applied)
    {
        var known = migrations.ToDictionary(migration => migration.Name, migration => migration.Checksum);
        foreach (var (name, checksum) in applied)
        {
            if (!known.TryGetValue(name, out var current))
            {
                throw new MigrationException($"{name} was applied and is not part of this program");
            }

            if (current != checksum)
            {
                throw new MigrationException($"{name} was changed after it was applied: write another migration");
            }
        }
    }
}
