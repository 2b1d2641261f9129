using System.Net;
using Microsoft.Extensions.Logging;

namespace Api.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void Defaults()
    {
        var settings = Settings.Read(_ => null);
        Assert.Equal((IPAddress.Loopback, 8000), (settings.Host, settings.Port));
        Assert.Equal(LogLevel.Information, settings.LogLevel);
        Assert.Equal("app.db", settings.DatabaseFile);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.RequestTimeout);
        Assert.Equal(0, settings.RateLimit);
        Assert.Empty(settings.CorsOrigins);
        Assert.False(settings.MigrateOnStart);
        Assert.False(settings.HttpsOnly);
    }

    [Fact]
    public void GivenValues()
    {
        var settings = RunningApi.SettingsOf(
            ("HOST", "::"),
            ("PORT", " 9000 "),
            ("LOG_LEVEL", "DEBUG"),
            ("DATABASE_URL", "sqlite:///data/app.db"),
            ("CORS_ORIGINS", " https://a.test, http://b.test:8080 ,"),
            ("HTTPS_ONLY", "True"),
            ("REQUEST_TIMEOUT", "5"),
            ("RATE_LIMIT", "60"));
        Assert.Equal((IPAddress.IPv6Any, 9000), (settings.Host, settings.Port));
        Assert.Equal(LogLevel.Debug, settings.LogLevel);
        Assert.Equal("/data/app.db", settings.DatabaseFile);
        Assert.Equal("https://a.test http://b.test:8080", string.Join(' ', settings.CorsOrigins));
        Assert.True(settings.HttpsOnly);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.RequestTimeout);
        Assert.Equal(60, settings.RateLimit);
    }

    [Theory]
    [InlineData("HOST", "nowhere", "not an IP address")]
    [InlineData("PORT", "-1", "not a port")]
    [InlineData("PORT", "65536", "not a port")]
    [InlineData("PORT", "http", "not a port")]
    [InlineData("LOG_LEVEL", "loud", "not one of error, warn, info")]
    [InlineData("DATABASE_URL", "hunter2.db", "as in sqlite://app.db")]
    [InlineData("DATABASE_URL", "postgres://me:hunter2@host/name", "not SQLite")]
    [InlineData("CORS_ORIGINS", "example.com", "is not an origin")]
    [InlineData("CORS_ORIGINS", "https://example.com/", "is not an origin")]
    [InlineData("HTTPS_ONLY", "perhaps", "not true or false")]
    [InlineData("MIGRATE_ON_START", "2", "not true or false")]
    [InlineData("REQUEST_TIMEOUT", "0", "not a number of seconds")]
    [InlineData("REQUEST_TIMEOUT", "3601", "not a number of seconds")]
    [InlineData("RATE_LIMIT", "many", "not a number of requests")]
    public void EachBadValueIsNamedAndExplained(string name, string value, string reason)
    {
        var problem = Assert.Throws<BadSettingsException>(() => RunningApi.SettingsOf((name, value)));
        Assert.StartsWith($"bad setting: {name}: ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AllBadValuesAreToldAtOnce()
    {
        var given = new[] { ("PORT", "x"), ("HTTPS_ONLY", "x") };
        var problem = Assert.Throws<BadSettingsException>(() => RunningApi.SettingsOf(given));
        Assert.Equal("bad setting: PORT: not a port from 0 to 65535; HTTPS_ONLY: not true or false", problem.Message);
    }
}
