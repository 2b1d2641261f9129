using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Api.Http;

/// <summary>Gives each request an id (the caller's, if harmless), and logs one line at its end.</summary>
public sealed partial class RequestContext(RequestDelegate next, ILogger<RequestContext> logger)
{
    public const string Header = "X-Request-ID";

    public async Task InvokeAsync(HttpContext context)
    {
        var id = IdOf(context.Request);
        context.TraceIdentifier = id;
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[Header] = id;
            return Task.CompletedTask;
        });
        using var scope = logger.BeginScope(new RequestScope(id));
        var method = context.Request.Method;
        var path = context.Request.Path.Value;
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var status = context.Response.StatusCode;
            var isGoodProbe = context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
                && status < StatusCodes.Status400BadRequest;
            var duration = Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 1);
            LogRequest(logger, isGoodProbe ? LogLevel.Debug : LogLevel.Information, method, path, status, duration);
        }
    }

    private static string IdOf(HttpRequest request)
    {
        var given = request.Headers[Header].ToString();
        return Harmless().IsMatch(given) ? given : Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Harmless();

    [LoggerMessage(Message = "{Method} {Path} answered {Status} in {DurationMs} ms")]
    private static partial void LogRequest(
        ILogger logger,
        LogLevel level,
        string method,
        string? path,
        int status,
        double durationMs);
}
