using System.Text.Json;

namespace Api.Tests;

public sealed class OpenApiTests
{
    [Fact]
    public async Task TheDocumentNamesTheApplicationAndItsPaths()
    {
        await using var api = await RunningApi.StartAsync();
        var document = (await api.GetAsync("/openapi.json")).Json;
        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var info = document.GetProperty("info");
        Assert.Equal(typeof(Server).Assembly.GetName().Name, info.GetProperty("title").GetString());
        Assert.Equal("0.1.0", info.GetProperty("version").GetString());
        Assert.Equal(Product.Description, info.GetProperty("description").GetString());
        var paths = document.GetProperty("paths");
        Assert.True(paths.GetProperty("/health/live").TryGetProperty("get", out _));
        Assert.True(paths.GetProperty("/health/ready").TryGetProperty("get", out _));
    }

    [Fact]
    public async Task EveryOperationTellsOfFailure()
    {
        await using var api = await RunningApi.StartAsync();
        var document = (await api.GetAsync("/openapi.json")).Json;
        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject())
            .Where(member => member.Value.ValueKind == JsonValueKind.Object)
            .ToList();
        Assert.NotEmpty(operations);
        foreach (var operation in operations)
        {
            var failure = operation.Value.GetProperty("responses").GetProperty("500");
            Assert.True(failure.GetProperty("content").TryGetProperty("application/problem+json", out _));
        }
    }
}
