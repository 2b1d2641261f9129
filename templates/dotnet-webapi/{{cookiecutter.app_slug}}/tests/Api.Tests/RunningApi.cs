using System.Text;
using Api.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Api.Tests;

/// <summary>The whole application on a free port, with a database in memory and the endpoints of the tests.</summary>
public sealed class RunningApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private RunningApi(WebApplication app)
    {
        _app = app;
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        _client.BaseAddress = new Uri(app.Urls.Single());
    }

    public IServiceProvider Services => _app.Services;

    /// <summary>Settings for a test: a free port, a database in memory, no logs, and what is given.</summary>
    public static Settings SettingsOf(params (string Name, string Value)[] given)
    {
        var values = new Dictionary<string, string>
        {
            ["PORT"] = "0",
            ["LOG_LEVEL"] = "off",
            ["DATABASE_URL"] = "sqlite::memory:",
        };
        foreach (var (name, value) in given)
        {
            values[name] = value;
        }

        return Settings.Read(name => values.GetValueOrDefault(name));
    }

    public static async Task<RunningApi> StartAsync(params (string Name, string Value)[] given)
    {
        var app = Server.Build(SettingsOf(given), typeof(RunningApi).Assembly);
        await app.StartAsync();
        return new RunningApi(app);
    }

    /// <summary>The same, its migrations applied.</summary>
    public static async Task<RunningApi> StartMigratedAsync(params (string Name, string Value)[] given)
    {
        var api = await StartAsync(given);
        api.Services.GetRequiredService<Migrator>().Apply();
        return api;
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<Answer> PostAsync(string path, string body, string mediaType = "application/json") =>
        SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, mediaType));

    public Task<Answer> PatchAsync(string path, string body) =>
        SendAsync(HttpMethod.Patch, path, new StringContent(body, Encoding.UTF8, "application/json"));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    public async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? body,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body };
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await _client.SendAsync(request);
        return await Answer.OfAsync(response);
    }
}
