using System.Net;
using Api.Data;
using Api.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Api.Tests;

public sealed class HealthTests
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task BothAreGood(string path)
    {
        await using var api = await RunningApi.StartMigratedAsync();
        var answer = await api.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("""{"status":"ok"}""", answer.Text);
    }

    [Fact]
    public async Task NotReadyWithoutADatabaseButAlive()
    {
        await using var api = await RunningApi.StartAsync(("DATABASE_URL", "sqlite:///missing/place/app.db"));
        var answer = await api.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal("The database does not answer.", answer.Json.GetProperty("detail").GetString());
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/health/live")).Status);
    }

    [Fact]
    public async Task NotReadyBeforeMigrations()
    {
        using var database = new Database(Database.InMemory);
        var migration = new Migration("0001_create_notes.sql", "CREATE TABLE notes (id INTEGER)");
        var migrator = new Migrator(database, [migration]);
        var check = new DatabaseCheck(migrator);
        var before = await check.CheckHealthAsync(new HealthCheckContext());
        Assert.Equal(HealthStatus.Unhealthy, before.Status);
        Assert.Contains("MIGRATE_ON_START", before.Description, StringComparison.Ordinal);
        migrator.Apply();
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new HealthCheckContext())).Status);
    }
}
