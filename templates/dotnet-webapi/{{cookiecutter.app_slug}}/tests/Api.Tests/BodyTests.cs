using System.Net;

namespace Api.Tests;

public sealed class BodyTests
{
    private const string Path = "/test-only/coins";

    [Theory]
    [InlineData("""{"name":"A"}""", """{"name":"A","sent":false,"side":"Heads"}""")]
    [InlineData("""{"name":"A","sign":"xx","side":"Tails"}""", """{"name":"A","sent":true,"side":"Tails"}""")]
    [InlineData("""{"name":"A","worth":"9.5","side":"Tails"}""", """{"name":"A","sent":false,"side":"Tails"}""")]
    [InlineData("""{"name":"A","since":"2026-01-02T03:04:05+01:00"}""", """{"name":"A","sent":false,"side":"Heads"}""")]
    [InlineData("""{"name":"A","worth":null,"since":null,"other":1}""", """{"name":"A","sent":false,"side":"Heads"}""")]
    public async Task AGoodBodyIsTaken(string body, string answer)
    {
        await using var api = await RunningApi.StartAsync();
        Assert.Equal(answer, (await api.PostAsync(Path, body)).Text);
    }

    [Theory]
    [InlineData("[]", "body")]
    [InlineData("{}", "body/name")]
    [InlineData("""{"name":null}""", "body/name")]
    [InlineData("""{"name":1}""", "body/name")]
    [InlineData("""{"name":""}""", "body/name")]
    [InlineData("""{"name":"a"}""", "body/name")]
    [InlineData("""{"Name":"ABCDEF"}""", "body/name")]
    [InlineData("""{"name":"A","sign":""}""", "body/sign")]
    [InlineData("""{"name":"A","sign":null}""", "body/sign")]
    [InlineData("""{"name":"A","side":"Edge"}""", "body/side")]
    [InlineData("""{"name":"A","side":1}""", "body/side")]
    [InlineData("""{"name":"A","side":null}""", "body/side")]
    [InlineData("""{"name":"A","worth":1}""", "body/worth")]
    [InlineData("""{"name":"A","worth":""}""", "body/worth")]
    [InlineData("""{"name":"A","worth":"1.001"}""", "body/worth")]
    [InlineData("""{"name":"A","worth":"-0.01"}""", "body/worth")]
    [InlineData("""{"name":"A","worth":"9.51"}""", "body/worth")]
    [InlineData("""{"name":"A","since":"2026-01-02T03:04:05"}""", "body/since")]
    [InlineData("""{"name":"A","since":"yesterday"}""", "body/since")]
    public async Task AWrongMemberIsNamed(string body, string place)
    {
        await using var api = await RunningApi.StartAsync();
        var answer = await api.PostAsync(Path, body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Equal(place, Bodies.Place(Assert.Single(answer.Json.GetProperty("errors").EnumerateArray())));
    }

    [Theory]
    [InlineData("", "application/json", 400)]
    [InlineData("{", "application/json", 400)]
    [InlineData("name=A", "text/plain", 415)]
    public async Task WhatIsNoJsonIsRefused(string body, string mediaType, int status)
    {
        await using var api = await RunningApi.StartAsync();
        Assert.Equal((HttpStatusCode)status, (await api.PostAsync(Path, body, mediaType)).Status);
    }
}
