using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Api.Tests;

public sealed class ProgramTests
{
    [Fact]
    public async Task ABadSettingEndsItWithOneLine()
    {
        using var program = RunningProgram.Start([], ("PORT", "http"), ("LOG_LEVEL", "loud"));
        var (code, errors) = await program.EndAsync();
        Assert.Equal(2, code);
        Assert.StartsWith("bad setting: PORT: not a port", errors, StringComparison.Ordinal);
        Assert.Contains("; LOG_LEVEL: ", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task AnUnknownArgumentEndsIt()
    {
        using var program = RunningProgram.Start(["dance"]);
        var (code, errors) = await program.EndAsync();
        Assert.Equal(2, code);
        Assert.StartsWith("usage: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ItStopsWhenTold()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var program = RunningProgram.Start([]);
        await program.UrlAsync();
        var id = program.Id.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("kill", ["-s", "TERM", id]);
        var (code, errors) = await program.EndAsync();
        Assert.Equal((0, ""), (code, errors));
        await program.LineAsync("stopped");
    }

    [Fact]
    public async Task EachRequestIsOneLineOfItsLog()
    {
        using var program = RunningProgram.Start([]);
        var url = await program.UrlAsync();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = url };
        client.DefaultRequestHeaders.Add("X-Request-ID", "abc-1");
        Assert.Equal("""{"status":"ok"}""", await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));
        using var response = await client.GetAsync(new Uri("/nothing?password=hunter2", UriKind.Relative));
        var line = await program.LineAsync("answered");
        Assert.Equal("info", line.GetProperty("level").GetString());
        Assert.Equal("abc-1", line.GetProperty("request_id").GetString());
        Assert.Equal("GET", line.GetProperty("method").GetString());
        Assert.Equal("/nothing", line.GetProperty("path").GetString());
        Assert.Equal(404, line.GetProperty("status").GetInt32());
        Assert.True(line.GetProperty("duration_ms").GetDouble() >= 0);
        Assert.EndsWith("Z", line.GetProperty("timestamp").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", line.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProbesAreLoggedOnDemand()
    {
        using var program = RunningProgram.Start([], ("LOG_LEVEL", "debug"));
        var url = await program.UrlAsync();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await client.GetStringAsync(new Uri(url, "/health/live"));
        var line = await program.LineAsync("answered");
        Assert.Equal("debug", line.GetProperty("level").GetString());
        Assert.Equal("/health/live", line.GetProperty("path").GetString());
    }

    [Fact]
    public async Task ItAnswersItsOwnHealthCheck()
    {
        using var program = RunningProgram.Start([]);
        var port = (await program.UrlAsync()).Port.ToString(CultureInfo.InvariantCulture);
        using var good = RunningProgram.Start(["healthcheck"], ("PORT", port));
        Assert.Equal((0, ""), await good.EndAsync());
        await program.KillAsync();
        using var bad = RunningProgram.Start(["healthcheck"], ("PORT", port));
        var (code, errors) = await bad.EndAsync();
        Assert.Equal(1, code);
        Assert.Contains($"port {port} does not answer", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APortInUseEndsItWithOneLine()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        using var program = RunningProgram.Start([], ("PORT", port));
        var (code, errors) = await program.EndAsync();
        Assert.Equal(1, code);
        Assert.StartsWith($"cannot listen on 127.0.0.1 port {port}: ", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task ADatabaseThatCannotBeOpenedEndsAStartThatMigrates()
    {
        using var program = RunningProgram.Start([], ("DATABASE_URL", "sqlite:///missing/place/app.db"));
        var (code, errors) = await program.EndAsync();
        Assert.Equal(1, code);
        Assert.StartsWith("cannot apply the migrations: ", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }
}
