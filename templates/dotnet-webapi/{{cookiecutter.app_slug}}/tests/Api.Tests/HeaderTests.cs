namespace Api.Tests;

public sealed class HeaderTests
{
    private const string Page = "https://page.test";

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/nothing-here")]
    [InlineData("/openapi.json")]
    [InlineData("/test-only/failure")]
    public async Task EveryAnswerHasThem(string path)
    {
        await using var api = await RunningApi.StartAsync();
        var answer = await api.GetAsync(path);
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("DENY", answer.Header("X-Frame-Options"));
        Assert.Equal("no-referrer", answer.Header("Referrer-Policy"));
        Assert.Equal("same-origin", answer.Header("Cross-Origin-Opener-Policy"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Contains("camera=()", answer.Header("Permissions-Policy"), StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'; frame-ancestors", answer.Header("Content-Security-Policy"));
        Assert.Equal("", answer.Header("Strict-Transport-Security"));
        Assert.Equal("", answer.Header("Server"));
    }

    [Fact]
    public async Task BrowsersAreToldToUseHttpsOnDemand()
    {
        await using var api = await RunningApi.StartAsync(("HTTPS_ONLY", "true"));
        var answer = await api.GetAsync("/nothing-here");
        Assert.StartsWith("max-age=31536000", answer.Header("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("https://other.test", "")]
    [InlineData("https://other.test, https://page.test", Page)]
    [InlineData("*", "*")]
    public async Task OnlyPagesOfTheseOriginsMayCall(string origins, string allowed)
    {
        await using var api = await RunningApi.StartAsync(("CORS_ORIGINS", origins));
        var answer = await api.GetAsync("/health/live", ("Origin", Page));
        Assert.Equal(allowed, answer.Header("Access-Control-Allow-Origin"));
    }
}
