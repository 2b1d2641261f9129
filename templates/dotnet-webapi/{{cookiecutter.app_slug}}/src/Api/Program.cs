using System.Net.Sockets;
using Api.Data;

namespace Api;

/// <summary>Serves until SIGTERM or Ctrl-C. `healthcheck` asks an instance that runs already, for containers.</summary>
public static partial class Program
{
    private const int Failure = 1;
    private const int BadStart = 2;

    public static async Task<int> Main(string[] args)
    {
        try
        {
            var settings = Settings.FromEnvironment();
            return args switch
            {
                [] => await ServeAsync(settings),
                ["healthcheck"] => await Probe.AskAsync(settings.Port),
                _ => Fail("usage: no argument to serve, or `healthcheck`", BadStart),
            };
        }
        catch (BadSettingsException problem)
        {
            return Fail(problem.Message, BadStart);
        }
        catch (MigrationException problem)
        {
            return Fail($"cannot apply the migrations: {problem.Message}", Failure);
        }
    }

    private static async Task<int> ServeAsync(Settings settings)
    {
        await using var app = Server.Build(settings);
        if (settings.MigrateOnStart)
        {
            app.Services.GetRequiredService<Migrator>().Apply();
        }

        try
        {
            await app.StartAsync();
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            var reason = error.Message.ReplaceLineEndings(" ");
            return Fail($"cannot listen on {settings.Host} port {settings.Port}: {reason}", Failure);
        }

        LogStarted(app.Logger, Product.Version, app.Urls.First());
        await app.WaitForShutdownAsync();
        LogStopped(app.Logger);
        return 0;
    }

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine(message);
        return code;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "started: version {Version} listens on {Url}")]
    private static partial void LogStarted(ILogger logger, string version, string url);

    [LoggerMessage(Level = LogLevel.Information, Message = "stopped")]
    private static partial void LogStopped(ILogger logger);
}
