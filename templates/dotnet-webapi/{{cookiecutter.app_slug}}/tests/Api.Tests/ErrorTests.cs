using System.Net;
using System.Text.Json;

namespace Api.Tests;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("/nothing-here", 404)]
    [InlineData("/nothing%20here/%22", 404)]
    [InlineData("/test-only/conflict", 409)]
    [InlineData("/test-only/teapot", 418)]
    [InlineData("/test-only/notes", 400)]
    [InlineData("/test-only/notes?size=x", 400)]
    [InlineData("/test-only/notes/x", 400)]
    [InlineData("/test-only/notes?size=0", 422)]
    [InlineData("/test-only/failure", 500)]
    [InlineData("/test-only/database", 500)]
    [InlineData("/test-only/slow", 503)]
    public async Task EveryFailureIsAProblem(string path, int status)
    {
        await using var api = await RunningApi.StartAsync(("REQUEST_TIMEOUT", "1"));
        var answer = await api.GetAsync(path);
        AssertProblem(answer, status, path.Split('?')[0]);
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherMethodIsNotAllowed()
    {
        await using var api = await RunningApi.StartAsync();
        var answer = await api.DeleteAsync("/health/live");
        AssertProblem(answer, 405, "/health/live");
        Assert.Equal("GET", answer.Header("Allow"));
    }

    [Fact]
    public async Task AGoodBodyIsRead()
    {
        await using var api = await RunningApi.StartAsync();
        var answer = await api.PostAsync("/test-only/notes", """{"title":"milk","lines":[{"number":1}]}""");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("""{"title":"milk","lines":[{"number":1}]}""", answer.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("hunter2")]
    [InlineData("""{"title": 1}""")]
    [InlineData("""{"title":"milk","lines":["hunter2"]}""")]
    public async Task ABodyThatCannotBeRead(string body)
    {
        await using var api = await RunningApi.StartAsync();
        var answer = await api.PostAsync("/test-only/notes", body);
        AssertProblem(answer, 400, "/test-only/notes");
        Assert.DoesNotContain("hunter2", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABodyThatIsNotJson()
    {
        await using var api = await RunningApi.StartAsync();
        var answer = await api.PostAsync("/test-only/notes", "title=milk", "text/plain");
        AssertProblem(answer, 415, "/test-only/notes");
    }

    [Theory]
    [InlineData("{}", "body/title")]
    [InlineData("""{"title":"hunter2 is far too long for a title"}""", "body/title")]
    [InlineData("""{"title":"milk","lines":[{"number":1},{"number":10}]}""", "body/lines/1/number")]
    public async Task AWrongBodyIsAnsweredWithWhereButNotWhat(string body, string place)
    {
        await using var api = await RunningApi.StartAsync();
        var answer = await api.PostAsync("/test-only/notes", body);
        AssertProblem(answer, 422, "/test-only/notes");
        Assert.Equal(place, Place(Assert.Single(answer.Json.GetProperty("errors").EnumerateArray())));
        Assert.DoesNotContain("hunter2", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("101")]
    public async Task AWrongParameterIsNamed(string size)
    {
        await using var api = await RunningApi.StartAsync();
        var answer = await api.GetAsync($"/test-only/notes?size={size}");
        Assert.Equal("query/size", Place(Assert.Single(answer.Json.GetProperty("errors").EnumerateArray())));
        Assert.Equal("100", (await api.GetAsync("/test-only/notes?size=100")).Text);
    }

    [Fact]
    public async Task CallersMayBeLimited()
    {
        await using var api = await RunningApi.StartAsync(("RATE_LIMIT", "1"));
        Assert.Equal(HttpStatusCode.Conflict, (await api.GetAsync("/test-only/conflict")).Status);
        var answer = await api.GetAsync("/test-only/conflict");
        AssertProblem(answer, 429, "/test-only/conflict");
        Assert.Matches("^[0-9]+$", answer.Header("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/health/live")).Status);
    }

    private static void AssertProblem(Answer answer, int status, string instance)
    {
        Assert.Equal((HttpStatusCode)status, answer.Status);
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Equal("about:blank", Text(answer.Json, "type"));
        Assert.Equal(status, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal(instance, Text(answer.Json, "instance"));
        Assert.Equal(answer.Header("X-Request-ID"), Text(answer.Json, "request_id"));
        Assert.NotEqual("", Text(answer.Json, "title"));
        Assert.NotEqual("", Text(answer.Json, "detail"));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static string Place(JsonElement error) =>
        string.Join('/', error.GetProperty("loc").EnumerateArray().Select(part => part.GetString()));
}
