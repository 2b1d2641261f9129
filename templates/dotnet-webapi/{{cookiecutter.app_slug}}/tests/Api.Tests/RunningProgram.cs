using System.Diagnostics;
using System.Text.Json;

namespace Api.Tests;

/// <summary>The program as users start it: a process, its output, its end.</summary>
public sealed class RunningProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private RunningProgram(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    /// <summary>Starts it on a free port, with a database in memory and what is given.</summary>
    public static RunningProgram Start(string[] words, params (string Name, string Value)[] settings)
    {
        var program = typeof(Program).Assembly.Location;
        var tests = Path.ChangeExtension(typeof(RunningProgram).Assembly.Location, null);
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH");
        var start = new ProcessStartInfo(string.IsNullOrEmpty(host) ? "dotnet" : host)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] line =
        [
            "exec", "--runtimeconfig", $"{tests}.runtimeconfig.json", "--depsfile", $"{tests}.deps.json", program,
        ];
        foreach (var word in line.Concat(words))
        {
            start.ArgumentList.Add(word);
        }

        string[] cleared = ["HOST", "LOG_LEVEL", "CORS_ORIGINS", "HTTPS_ONLY", "REQUEST_TIMEOUT", "RATE_LIMIT"];
        foreach (var name in cleared)
        {
            start.Environment.Remove(name);
        }

        start.Environment["PORT"] = "0";
        start.Environment["DATABASE_URL"] = "sqlite::memory:";
        start.Environment["MIGRATE_ON_START"] = "true";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new RunningProgram(Process.Start(start) ?? throw new InvalidOperationException("no process"));
    }

    /// <summary>The next line of its log that says so.</summary>
    public async Task<JsonElement> LineAsync(string message)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } text)
        {
            var line = JsonSerializer.Deserialize<JsonElement>(text);
            if (line.GetProperty("message").GetString()?.Contains(message, StringComparison.Ordinal) is true)
            {
                return line;
            }
        }

        throw new InvalidOperationException($"the log ended without '{message}': {await _errors}");
    }

    /// <summary>Where it listens.</summary>
    public async Task<Uri> UrlAsync() => new((await LineAsync("started")).GetProperty("url").GetString() ?? "");

    /// <summary>Its exit code and what it said on standard error.</summary>
    public async Task<(int Code, string Errors)> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, await _errors);
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
