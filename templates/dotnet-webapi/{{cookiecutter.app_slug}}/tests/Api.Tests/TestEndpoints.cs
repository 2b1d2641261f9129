using System.ComponentModel.DataAnnotations;
using Api.Data;
using Api.Features;
using Api.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Api.Tests;

/// <summary>What the tests send to the endpoints below.</summary>
public sealed record NewNote
{
    [Required]
    [StringLength(20, MinimumLength = 1)]
    public string? Title { get; init; }

    public IReadOnlyList<NewLine> Lines { get; init; } = [];
}

/// <summary>A part of a note.</summary>
public sealed record NewLine
{
    [Range(1, 9)]
    public int Number { get; init; }
}

/// <summary>A body that is checked member by member.</summary>
public sealed record NewCoin
{
    [StringLength(5, MinimumLength = 1)]
    [Pattern("[A-Z]*")]
    public required string Name { get; init; }

    [ExactDecimal(4, 2, Minimum = "0", Maximum = "9.50")]
    public string? Worth { get; init; }

    [Zoned]
    public DateTime? Since { get; init; }

    [Pattern("x+")]
    public string Sign { get; init; } = "x";

    public CoinSide Side { get; init; }
}

/// <summary>What became of it.</summary>
public sealed record ReadCoin(string Name, bool Sent, CoinSide Side);

/// <summary>A choice of words.</summary>
public enum CoinSide
{
    Heads,
    Tails,
}

/// <summary>Endpoints that fail in every way. They are found like those of a feature.</summary>
public sealed class TestEndpoints : IEndpointModule
{
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var tests = routes.MapGroup("/test-only");
        tests.MapPost("/notes", (NewNote note) => TypedResults.Ok(note));
        tests.MapGet("/notes", ([Range(1, 100)] int size) => TypedResults.Ok(size));
        tests.MapGet("/notes/{id}", (int id) => TypedResults.Ok(id));
        tests.MapPost("/coins", async (HttpRequest request, CancellationToken cancellationToken) =>
        {
            var body = await request.ReadBodyAsync<NewCoin>(cancellationToken);
            return TypedResults.Ok(new ReadCoin(body.Value.Name, body.Has("sign"), body.Value.Side));
        });
        tests.MapGet("/conflict", () => TypedResults.Conflict());
        tests.MapGet("/teapot", () => TypedResults.Problem("Short and stout.", statusCode: 418));
        tests.MapGet("/failure", string () => throw new InvalidOperationException("a secret of the server"));
        tests.MapGet("/database", (Database database) =>
        {
            using var connection = database.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT secret FROM nowhere";
            return TypedResults.Ok(command.ExecuteNonQuery());
        });
        tests.MapGet("/slow", async (CancellationToken cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromMinutes(1), cancellationToken);
            return TypedResults.Ok();
        });
    }
}
