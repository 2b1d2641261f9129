using Api.Errors;
using Api.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Api.Health;

/// <summary>Liveness: the process answers. Readiness: what it needs answers too.</summary>
public sealed class HealthEndpoints : IEndpointModule
{
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("health").DisableRateLimiting();
        health.MapGet("/live", Live).WithName("health_live").WithSummary("The process answers");
        health.MapGet("/ready", ReadyAsync).WithName("health_ready").WithSummary("Requests can be served")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static Ok<HealthAnswer> Live() => TypedResults.Ok(HealthAnswer.Good);

    private static async Task<Results<Ok<HealthAnswer>, Problem>> ReadyAsync(
        HealthCheckService checks,
        CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(cancellationToken);
        if (report.Status == HealthStatus.Healthy)
        {
            return TypedResults.Ok(HealthAnswer.Good);
        }

        var reasons = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).Select(Reason);
        return new Problem(StatusCodes.Status503ServiceUnavailable, string.Join(' ', reasons));
    }

    /// <summary>What a check says of itself; not what an exception says, which only the log may know.</summary>
    private static string Reason(KeyValuePair<string, HealthReportEntry> entry)
    {
        var said = entry.Value.Description;
        return said is null || said == entry.Value.Exception?.Message ? $"{entry.Key} is not healthy." : said;
    }
}
