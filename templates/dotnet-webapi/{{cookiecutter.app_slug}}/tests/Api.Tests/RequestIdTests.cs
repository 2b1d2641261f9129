namespace Api.Tests;

public sealed class RequestIdTests
{
    private const string Header = "X-Request-ID";
    private const string New = "^[0-9a-f]{32}$";

    [Fact]
    public async Task EachRequestGetsAnId()
    {
        await using var api = await RunningApi.StartAsync();
        var first = (await api.GetAsync("/health/live")).Header(Header);
        var second = (await api.GetAsync("/nothing-here")).Header(Header);
        Assert.Matches(New, first);
        Assert.Matches(New, second);
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("trace-42_a.b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task AHarmlessIdOfTheCallerIsKept(string id)
    {
        await using var api = await RunningApi.StartAsync();
        Assert.Equal(id, (await api.GetAsync("/health/live", (Header, id))).Header(Header));
    }

    [Theory]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("a b")]
    [InlineData("\"},{\"")]
    public async Task AnyOtherIsReplaced(string id)
    {
        await using var api = await RunningApi.StartAsync();
        Assert.Matches(New, (await api.GetAsync("/health/live", (Header, id))).Header(Header));
    }
}
