<% import "parts/types.cs" as cs with context %>
<% set Model = feature.one.pascal %>
<% set choices = feature.fields | selectattr("type", "equalto", "enum") | list %>
<% if choices %>
using System.Text.Json.Serialization;
<% endif %>
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Api.Features.<[ feature.many.pascal ]>;
<% for f in choices %>

public enum <[ cs.choice(feature, f) ]>
{
<% for value in f.values %>
    [JsonStringEnumMemberName("<[ value ]>")]
    <[ cs.member(value) ]>,
<% if not loop.last %>

<% endif %>
<% endfor %>
}
<% endfor %>

/// <summary>One <[ feature.one.human ]>, as it is stored.</summary>
public sealed class <[ Model ]>
{
    public long Id { get; init; }
<% for f in feature.fields %>

    public <% if not f.optional and cs.stored(feature, f) == "string" %>required <% endif %><[ cs.stored(feature, f) ]><% if f.optional %>?<% endif %> <[ cs.prop(feature, f) ]> { get; set; }
<% endfor %>

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; set; }
}

public sealed class <[ Model ]>Table : IEntityTypeConfiguration<<[ Model ]>>
{
    public void Configure(EntityTypeBuilder<<[ Model ]>> builder)
    {
        builder.ToTable("<[ feature.many.snake ]>");
        builder.Property(row => row.Id).HasColumnName("id");
<% for f in feature.fields %>
        builder.Property(row => row.<[ cs.prop(feature, f) ]>).HasColumnName("<[ f.wire.snake ]>")<% if f.type == "enum" %>.HasConversion<string>()<% endif %>;
<% endfor %>
        builder.Property(row => row.CreatedAt).HasColumnName("created_at");
        builder.Property(row => row.UpdatedAt).HasColumnName("updated_at");
    }
}
