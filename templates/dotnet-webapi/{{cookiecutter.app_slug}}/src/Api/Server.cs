using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Api.Data;
using Api.Errors;
using Api.Features;
using Api.Health;
using Api.Http;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Console;

namespace Api;

/// <summary>Builds the application: its services, what surrounds every request, and all endpoints.</summary>
public static class Server
{
    private const long LargestBody = 1024 * 1024;
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);

    /// <summary>The application with its own endpoint modules and those of other assemblies; tests have some.</summary>
    public static WebApplication Build(Settings settings, params Assembly[] others)
    {
        var host = new WebApplicationOptions
        {
            // Settings come from the environment: no file of settings is watched.
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
            ContentRootPath = AppContext.BaseDirectory,
        };
        var builder = WebApplication.CreateBuilder(host);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(settings.Host, settings.Port);
        });
        AddLogging(builder.Logging, settings);
        AddServices(builder.Services, settings);
        var modules = EndpointModules.Find([typeof(Server).Assembly, .. others]);
        foreach (var module in modules)
        {
            module.AddServices(builder.Services);
        }

        var app = builder.Build();
        Surround(app, settings);
        var endpoints = app.MapGroup("").WithValidation().ProducesProblem(StatusCodes.Status500InternalServerError);
        foreach (var module in modules)
        {
            module.MapEndpoints(endpoints);
        }

        app.MapOpenApi("/openapi.json");
        return app;
    }

    private static void AddLogging(ILoggingBuilder logging, Settings settings)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(settings.LogLevel);
        logging.AddFilter("Microsoft", settings.LogLevel < LogLevel.Warning ? LogLevel.Warning : settings.LogLevel);
        logging.AddConsole(console => console.FormatterName = JsonLines.FormatterName);
        logging.AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>();
    }

    private static void AddServices(IServiceCollection services, Settings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(_ => new Database(settings.DatabaseFile));
        services.AddSingleton(provider =>
            new Migrator(provider.GetRequiredService<Database>(), Migration.EmbeddedIn(typeof(Server).Assembly)));
        services.AddDbContext<AppDbContext>((provider, options) =>
            options.UseSqlite(provider.GetRequiredService<Database>().ConnectionString));
        services.AddHealthChecks().AddCheck<DatabaseCheck>("database");
        services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownLimit);
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(allowIntegerValues: false));
        });
        services.AddProblemDetails(options =>
            options.CustomizeProblemDetails = context => Problem.Complete(context.ProblemDetails, context.HttpContext));
        var timeout = new RequestTimeoutPolicy
        {
            Timeout = settings.RequestTimeout,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
        };
        services.AddRequestTimeouts(options => options.DefaultPolicy = timeout);
        services.AddRateLimiter(options => Limit(options, settings.RateLimit));
        services.AddCors(options => options.AddDefaultPolicy(policy =>
        {
            policy.WithOrigins([.. settings.CorsOrigins]).AllowAnyMethod().AllowAnyHeader();
            policy.WithExposedHeaders(RequestContext.Header);
        }));
        services.AddOpenApi(options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = Product.Name,
                Version = Product.Version,
                Description = Product.Description,
            };
            return Task.CompletedTask;
        }));
    }

    /// <summary>The first is outermost.</summary>
    private static void Surround(WebApplication app, Settings settings)
    {
        app.UseMiddleware<RequestContext>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseStatusCodePages(AnswerWithProblem);
        app.UseMiddleware<UnhandledErrors>();
        app.UseRouting();
        if (settings.CorsOrigins.Count > 0)
        {
            app.UseCors();
        }

        app.UseRateLimiter();
        app.UseRequestTimeouts();
    }

    private static Task AnswerWithProblem(StatusCodeContext context) =>
        Problem.WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode);

    private static void Limit(RateLimiterOptions options, int requests)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (rejected, _) =>
        {
            if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
            {
                var seconds = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                rejected.HttpContext.Response.Headers.RetryAfter = seconds;
            }

            return ValueTask.CompletedTask;
        };
        if (requests > 0)
        {
            var window = TimeSpan.FromMinutes(1);
            var limits = new FixedWindowRateLimiterOptions { PermitLimit = requests, Window = window };
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            {
                var caller = context.Connection.RemoteIpAddress?.ToString() ?? "";
                return RateLimitPartition.GetFixedWindowLimiter(caller, _ => limits);
            });
        }
    }
}
