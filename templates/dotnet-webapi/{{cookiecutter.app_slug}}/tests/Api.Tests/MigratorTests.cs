using Api.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Api.Tests;

public sealed class MigratorTests : IDisposable
{
    private static readonly Migration One = new("0001_create.sql", "CREATE TABLE t (n INTEGER NOT NULL);");
    private static readonly Migration Two = new("0002_fill.sql", "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2);");
    private static readonly Migration Bad = new("0003_bad.sql", "INSERT INTO t VALUES (3); INSERT INTO u VALUES (1);");

    private readonly Database _database = new(Database.InMemory);

    public void Dispose() => _database.Dispose();

    [Fact]
    public void AppliedOnceAndInOrder()
    {
        Assert.True(With(One, Two).IsPending());
        Assert.Equal(1, With(One).Apply());
        Assert.False(With(One).IsPending());
        Assert.True(With(One, Two).IsPending());
        Assert.Equal(1, With(One, Two).Apply());
        Assert.Equal(0, With(One, Two).Apply());
        Assert.False(With(One, Two).IsPending());
        Assert.Equal(2, Rows(_database));
    }

    [Fact]
    public void OneThatFailsIsNamedAndUndone()
    {
        With(One, Two).Apply();
        var problem = Assert.Throws<MigrationException>(() => With(One, Two, Bad).Apply());
        Assert.StartsWith("0003_bad.sql: ", problem.Message, StringComparison.Ordinal);
        Assert.Equal(2, Rows(_database));
        Assert.True(With(One, Two, Bad).IsPending());
    }

    [Fact]
    public void OneThatWasChangedIsRefused()
    {
        With(One).Apply();
        var changed = One with { Sql = "CREATE TABLE other (n);" };
        var problem = Assert.Throws<MigrationException>(() => With(changed).Apply());
        Assert.Contains("was changed after it was applied", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OneThatIsGoneIsRefused()
    {
        With(One, Two).Apply();
        var problem = Assert.Throws<MigrationException>(() => With(One).Apply());
        Assert.StartsWith("0002_fill.sql was applied", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create_notes.sql")]
    [InlineData("1_one.sql")]
    [InlineData("0001.sql")]
    [InlineData("0001_Notes.sql")]
    [InlineData("0001_notes.sql.sql")]
    public void ABadNameIsRefused(string name)
    {
        var problem = Assert.Throws<MigrationException>(() => Migration.InOrder([new Migration(name, "")]));
        Assert.Equal($"{name}: the name must be like 0001_create_notes.sql", problem.Message);
    }

    [Fact]
    public void ANumberIsUsedOnce()
    {
        var twice = One with { Name = "0001_again.sql" };
        Assert.Throws<MigrationException>(() => Migration.InOrder([One, twice]));
        var names = Migration.InOrder([Two, One]).Select(migration => migration.Name);
        Assert.Equal("0001_create.sql 0002_fill.sql", string.Join(' ', names));
    }

    [Fact]
    public void DataSurvivesARestart()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.db");
        try
        {
            using (var first = new Database(file))
            {
                Assert.Equal(2, new Migrator(first, [One, Two]).Apply());
            }

            using var second = new Database(file);
            Assert.False(new Migrator(second, [One, Two]).IsPending());
            Assert.Equal(2, Rows(second));
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            File.Delete(file);
        }
    }

    [Fact]
    public async Task TablesHaveWhatTheModelsNeed()
    {
        await using var api = await RunningApi.StartMigratedAsync();
        await using var scope = api.Services.CreateAsyncScope();
        using var connection = api.Services.GetRequiredService<Database>().Open();
        foreach (var entity in scope.ServiceProvider.GetRequiredService<AppDbContext>().Model.GetEntityTypes())
        {
            var names = entity.GetProperties().Select(property => $"\"{property.GetColumnName()}\"");
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The names come from the models.
            command.CommandText = $"SELECT {string.Join(", ", names)} FROM \"{entity.GetTableName()}\" LIMIT 0";
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }
    }

    private static long Rows(Database database)
    {
        using var connection = database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM t";
        return (long)command.ExecuteScalar()!;
    }

    private Migrator With(params Migration[] migrations) => new(_database, migrations);
}
