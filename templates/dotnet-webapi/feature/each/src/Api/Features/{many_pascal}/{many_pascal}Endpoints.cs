<% import "parts/types.cs" as cs with context %>
<% set Model = feature.one.pascal %>
<% set path = "/" ~ feature.many.kebab %>
<% macro received(f, from) -%>
<% set value = from ~ "." ~ cs.prop(feature, f) -%>
<% if f.type == "decimal" -%>
Exact.Read<% if f.optional %>OrNull<% endif %>(<[ value ]>)
<%- elif f.is_json -%>
JsonText.Write<% if f.optional %>OrNull<% endif %>(<[ value ]>)
<%- elif f.type == "datetime" -%>
<[ value ]><% if f.optional %>?<% endif %>.ToUniversalTime()
<%- else -%>
<[ value ]>
<%- endif %>
<%- endmacro %>
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Api.Data;
<% if feature.refs %>
using Api.Errors;
<% endif %>
using Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
<% if feature.refs %>
using Microsoft.AspNetCore.Mvc;
<% endif %>
using Microsoft.EntityFrameworkCore;

namespace Api.Features.<[ feature.many.pascal ]>;

/// <summary>The endpoints of <[ feature.many.human ]>.</summary>
public sealed class <[ feature.many.pascal ]>Endpoints : IEndpointModule
{
    private const string Json = "application/json";

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var all = routes.MapGroup("").WithTags("<[ feature.many.kebab ]>");
        all.MapPost("<[ path ]>", CreateAsync)
            .WithName("create_<[ feature.one.snake ]>")
            .Accepts<New<[ Model ]>>(Json)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        all.MapGet("<[ path ]>", ListAsync)
            .WithName("list_<[ feature.many.snake ]>")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        all.MapGet("<[ path ]>/{id:long}", ReadAsync)
            .WithName("read_<[ feature.one.snake ]>");
        all.MapPatch("<[ path ]>/{id:long}", ChangeAsync)
            .WithName("change_<[ feature.one.snake ]>")
            .Accepts<<[ Model ]>Change>(Json)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        all.MapDelete("<[ path ]>/{id:long}", DeleteAsync)
            .WithName("delete_<[ feature.one.snake ]>")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Created<<[ Model ]>Answer>> CreateAsync(
        HttpRequest request,
        AppDbContext db,
        CancellationToken cancellationToken)
    {
        var sent = (await request.ReadBodyAsync<New<[ Model ]>>(cancellationToken)).Value;
        var now = DateTime.UtcNow;
        var row = new <[ Model ]>
        {
<% for f in feature.fields %>
            <[ cs.prop(feature, f) ]> = <[ received(f, "sent") ]>,
<% endfor %>
            CreatedAt = now,
            UpdatedAt = now,
        };
<% if feature.refs %>
        InvalidRequestException.ThrowIfAny(await UnknownIdsAsync(db, row, cancellationToken));
<% endif %>
        db.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"<[ path ]>/{row.Id}", <[ Model ]>Answer.Of(row));
    }

    private static async Task<Ok<Page<<[ Model ]>Answer>>> ListAsync(
        AppDbContext db,
<% for f in feature.refs %>
        [FromQuery(Name = "<[ f.wire.snake ]>")] long? <[ f.wire.camel ]>,
<% endfor %>
        [DefaultValue(20)] [Range(1, 100)] int? limit,
        [DefaultValue(0)] [Range(0, int.MaxValue)] int? offset,
        CancellationToken cancellationToken)
    {
        var (most, first) = (limit ?? 20, offset ?? 0);
        var found = db.Set<<[ Model ]>>().AsNoTracking();
<% for f in feature.refs %>
        if (<[ f.wire.camel ]> is not null)
        {
            found = found.Where(row => row.<[ cs.prop(feature, f) ]> == <[ f.wire.camel ]>);
        }

<% endfor %>
        var total = await found.CountAsync(cancellationToken);
        var rows = await found.OrderBy(row => row.Id).Skip(first).Take(most).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Page<<[ Model ]>Answer>([.. rows.Select(<[ Model ]>Answer.Of)], total, most, first));
    }

    private static async Task<Results<Ok<<[ Model ]>Answer>, NotFound>> ReadAsync(
        long id,
        AppDbContext db,
        CancellationToken cancellationToken)
    {
        var row = await db.Set<<[ Model ]>>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
        return row is null ? TypedResults.NotFound() : TypedResults.Ok(<[ Model ]>Answer.Of(row));
    }

    private static async Task<Results<Ok<<[ Model ]>Answer>, NotFound>> ChangeAsync(
        long id,
        HttpRequest request,
        AppDbContext db,
        CancellationToken cancellationToken)
    {
        var row = await db.Set<<[ Model ]>>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
        if (row is null)
        {
            return TypedResults.NotFound();
        }

        var body = await request.ReadBodyAsync<<[ Model ]>Change>(cancellationToken);
<% for f in feature.fields %>
        if (body.Has("<[ f.wire.snake ]>"))
        {
            row.<[ cs.prop(feature, f) ]> = <[ received(f, "body.Value") ]>;
        }

<% endfor %>
<% if feature.refs %>
        InvalidRequestException.ThrowIfAny(await UnknownIdsAsync(db, row, cancellationToken));
<% endif %>
        row.UpdatedAt = DateTime.UtcNow;
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(<[ Model ]>Answer.Of(row));
    }

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(
        long id,
        AppDbContext db,
        CancellationToken cancellationToken)
    {
        var count = await db.Set<<[ Model ]>>().Where(one => one.Id == id).ExecuteDeleteAsync(cancellationToken);
        return count == 0 ? TypedResults.NotFound() : TypedResults.NoContent();
    }
<% if feature.refs %>

    /// <summary>An error for each id that nothing has.</summary>
    private static async Task<List<FieldError>> UnknownIdsAsync(
        AppDbContext db,
        <[ Model ]> row,
        CancellationToken cancellationToken)
    {
        var errors = new List<FieldError>();
<% for f in feature.refs %>
<% set id = "row." ~ cs.prop(feature, f) %>
<% if f.optional %>
        if (<[ id ]> is not null
            && !await db.Set<<[ f.to.many.pascal ]>.<[ f.to.one.pascal ]>>().AnyAsync(one => one.Id == <[ id ]>, cancellationToken))
<% else %>
        if (!await db.Set<<[ f.to.many.pascal ]>.<[ f.to.one.pascal ]>>().AnyAsync(one => one.Id == <[ id ]>, cancellationToken))
<% endif %>
        {
            errors.Add(new FieldError(["body", "<[ f.wire.snake ]>"], "Nothing has this id."));
        }

<% endfor %>
        return errors;
    }
<% endif %>
}
