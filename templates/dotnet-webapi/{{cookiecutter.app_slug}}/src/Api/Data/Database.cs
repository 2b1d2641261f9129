using Microsoft.Data.Sqlite;

namespace Api.Data;

/// <summary>Where the database is, and connections to it.</summary>
public sealed class Database : IDisposable
{
    public const string InMemory = ":memory:";

    private const int PatienceInSeconds = 5;

    // A database in memory lasts as long as a connection to it.
    private readonly SqliteConnection? _keeper;

    public Database(string file)
    {
        var parts = new SqliteConnectionStringBuilder { DefaultTimeout = PatienceInSeconds, ForeignKeys = true };
        if (file == InMemory)
        {
            parts.DataSource = $"memory-{Guid.NewGuid()}";
            parts.Mode = SqliteOpenMode.Memory;
            parts.Cache = SqliteCacheMode.Shared;
            ConnectionString = parts.ToString();
            _keeper = Open();
        }
        else
        {
            parts.DataSource = file;
            ConnectionString = parts.ToString();
        }
    }

    public string ConnectionString { get; }

    /// <summary>A new connection. Throws SqliteException when there is none to be had.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        return connection;
    }

    public void Dispose() => _keeper?.Dispose();
}
