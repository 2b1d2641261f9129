using Api.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Api.Health;

/// <summary>The database answers, and its migrations are applied.</summary>
public sealed class DatabaseCheck(Migrator migrator) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default) => Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        try
        {
            return migrator.IsPending()
                ? HealthCheckResult.Unhealthy("Migrations are not applied: start with MIGRATE_ON_START=true.")
                : HealthCheckResult.Healthy();
        }
        catch (SqliteException error)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", error);
        }
    }
}
