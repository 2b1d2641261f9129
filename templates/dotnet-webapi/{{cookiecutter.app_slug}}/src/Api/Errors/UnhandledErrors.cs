using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Api.Errors;

/// <summary>Turns an exception that nobody handled into a problem that tells nothing of the server.</summary>
public sealed partial class UnhandledErrors(RequestDelegate next, ILogger<UnhandledErrors> logger)
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ConstraintFailed = 19;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (HasLeft(context))
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            var status = StatusOf(error);
            if (status >= StatusCodes.Status500InternalServerError)
            {
                LogUnhandled(logger, error);
            }

            context.Response.Clear();
            var errors = (error as InvalidRequestException)?.Errors;
            var problem = errors is null ? new Problem(status) : Problem.Invalid(errors);
            await problem.ExecuteAsync(context);
        }
    }

    private static bool HasLeft(HttpContext context) =>
        context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted;

    private static int StatusOf(Exception error) => error switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        InvalidRequestException => StatusCodes.Status422UnprocessableEntity,
        DbUpdateException { InnerException: SqliteException cause } => StatusOf(cause),
        DbUpdateConcurrencyException => StatusCodes.Status409Conflict,
        SqliteException { SqliteErrorCode: ConstraintFailed } => StatusCodes.Status409Conflict,
        SqliteException { SqliteErrorCode: Busy or Locked } => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "unhandled error")]
    private static partial void LogUnhandled(ILogger logger, Exception error);
}
