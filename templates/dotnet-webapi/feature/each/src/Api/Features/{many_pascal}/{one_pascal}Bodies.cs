<% import "parts/types.cs" as cs with context %>
<% set Model = feature.one.pascal %>
<% set texts = feature.fields | selectattr("is_text") | list %>
<% set defaults = feature.fields | selectattr("has_default") | list %>
<% set patterns = feature.fields | selectattr("pattern") | list %>
<% if defaults %>
using System.ComponentModel;
<% endif %>
<% set ints = feature.fields | selectattr("type", "equalto", "int") | list %>
<% set low = ints | rejectattr("min", "equalto", -2147483648) | list %>
<% set high = ints | rejectattr("max", "equalto", 2147483647) | list %>
<% if texts or low or high or feature.types.intersection(["bigint", "float"]) %>
using System.ComponentModel.DataAnnotations;
<% endif %>
<% if "json" in feature.types %>
using System.Text.Json;
<% endif %>
using System.Text.Json.Serialization;
<% if patterns or feature.types.intersection(["decimal", "datetime", "json"]) %>
using Api.Http;
<% endif %>

namespace Api.Features.<[ feature.many.pascal ]>;

/// <summary>What makes a new <[ feature.one.human ]>.</summary>
public sealed record New<[ Model ]>
{
<% for f in feature.fields %>
<% if not loop.first %>

<% endif %>
<% if f.has_default %>
<[ cs.rules(f) ]>    [DefaultValue(<[ cs.literal(feature, f, f.default) ]>)]
    public <[ cs.sent(feature, f) ]> <[ cs.prop(feature, f) ]> { get; init; }<% if not cs.is_zero(f, f.default) %> = <[ cs.literal(feature, f, f.default) ]>;<% endif %>

<% elif f.optional %>
<[ cs.rules(f) ]>    public <[ cs.sent(feature, f) ]>? <[ cs.prop(feature, f) ]> { get; init; }
<% else %>
<[ cs.rules(f) ]>    public required <[ cs.sent(feature, f) ]> <[ cs.prop(feature, f) ]> { get; init; }
<% endif %>
<% endfor %>
}

/// <summary>What changes a <[ feature.one.human ]>: only what is sent.</summary>
public sealed record <[ Model ]>Change
{
<% for f in feature.fields %>
<% if not loop.first %>

<% endif %>
<[ cs.rules(f) ]>    public <[ cs.sent(feature, f) ]><% if f.optional %>?<% endif %> <[ cs.prop(feature, f) ]> { get; init; }<% if not f.optional and cs.sent(feature, f) == "string" %> = "";<% endif %>

<% endfor %>
}

/// <summary>A <[ feature.one.human ]> as it is.</summary>
public sealed record <[ Model ]>Answer
{
    public required long Id { get; init; }
<% for f in feature.fields %>

<% if "_" in f.wire.snake %>
    [JsonPropertyName("<[ f.wire.snake ]>")]
<% endif %>
    public required <[ cs.sent(feature, f) ]><% if f.optional %>?<% endif %> <[ cs.prop(feature, f) ]> { get; init; }
<% endfor %>

    [JsonPropertyName("created_at")]
    public required DateTime CreatedAt { get; init; }

    [JsonPropertyName("updated_at")]
    public required DateTime UpdatedAt { get; init; }

    public static <[ Model ]>Answer Of(<[ Model ]> row) => new()
    {
        Id = row.Id,
<% for f in feature.fields %>
<% if f.type == "decimal" %>
        <[ cs.prop(feature, f) ]> = Exact.Write<% if f.optional %>OrNull<% endif %>(row.<[ cs.prop(feature, f) ]>, <[ f.places ]>),
<% elif f.is_json %>
        <[ cs.prop(feature, f) ]> = JsonText.Read<% if f.optional %>OrNull<% endif %>(row.<[ cs.prop(feature, f) ]>),
<% else %>
        <[ cs.prop(feature, f) ]> = row.<[ cs.prop(feature, f) ]>,
<% endif %>
<% endfor %>
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
    };
}
