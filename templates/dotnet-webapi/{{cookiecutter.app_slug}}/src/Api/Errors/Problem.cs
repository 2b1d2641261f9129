using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Api.Errors;

/// <summary>A failure as a problem document (RFC 9457): one shape for all, with the request's id.</summary>
/// <remarks>A handler may return it; for the usual sentence `TypedResults.NotFound()` will do.</remarks>
public sealed class Problem(int status, string? detail = null, IReadOnlyList<FieldError>? errors = null) : IResult
{
    public const string MediaType = "application/problem+json";

    /// <summary>The request can be read, but some of its parts are wrong.</summary>
    public static Problem Invalid(IReadOnlyList<FieldError> errors) =>
        new(StatusCodes.Status422UnprocessableEntity, "The request is not valid.", errors);

    public static Task WriteAsync(HttpContext context, int status) => new Problem(status).ExecuteAsync(context);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var details = new ProblemDetails { Status = status, Detail = detail };
        if (errors is not null)
        {
            details.Extensions["errors"] = errors;
        }

        Complete(details, httpContext);
        httpContext.Response.StatusCode = status;
        return httpContext.Response.WriteAsJsonAsync(details, options: null, contentType: MediaType);
    }

    /// <summary>Fills in what the framework or a handler left out.</summary>
    public static void Complete(ProblemDetails details, HttpContext context)
    {
        var known = details.Status ?? context.Response.StatusCode;
        var phrase = ReasonPhrases.GetReasonPhrase(known);
        details.Status = known;
        details.Type = "about:blank";
        details.Title ??= phrase.Length > 0 ? phrase : "Error";
        details.Detail ??= Sentence(known);
        details.Instance ??= context.Request.Path.ToUriComponent();
        details.Extensions["request_id"] = context.TraceIdentifier;
    }

    private static string Sentence(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request cannot be read.",
        StatusCodes.Status404NotFound => "There is nothing here.",
        StatusCodes.Status405MethodNotAllowed => "This address does not take this method.",
        StatusCodes.Status409Conflict => "The change conflicts with data that exists.",
        StatusCodes.Status413PayloadTooLarge => "The body is too large.",
        StatusCodes.Status415UnsupportedMediaType => "The body must be JSON, and its Content-Type must say so.",
        StatusCodes.Status429TooManyRequests => "Too many requests; try again later.",
        StatusCodes.Status503ServiceUnavailable => "The server cannot answer now; try again later.",
        >= StatusCodes.Status500InternalServerError => "The server could not complete the request.",
        _ => "The request cannot be accepted.",
    };
}
