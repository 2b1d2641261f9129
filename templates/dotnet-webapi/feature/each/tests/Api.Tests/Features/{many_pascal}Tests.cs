<% set path = "/" ~ feature.many.kebab %>
<% set settable = feature.fields | rejectattr("is_ref") | list %>
<% set optional = feature.fields | selectattr("optional") | list %>
<% set needed = feature.fields | selectattr("required") | list %>
<% set unsent = feature.fields | rejectattr("required") | list %>
<% set uniques = feature.fields | selectattr("unique") | list %>
<% set all_bodies = "await BodiesAsync(api)" if feature.refs else "Samples" %>
<% set bodies = "(" ~ all_bodies ~ ")" if feature.refs else "Samples" %>
<% macro body(data, indent) -%>
<% for name, value in data.items() %>
<[ indent ]>  <[ name | json ]>: <[ value | json ]><% if not loop.last %>,<% endif %>

<% endfor %>
<% endmacro %>
<% macro made(name) -%>
<[ (name ~ "_id") | names | attr("camel") ]>
<%- endmacro %>
<% macro wrong(value, kind) -%>
<% if kind == "too_long" and value is not string %>$"[{Bodies.Text(<[ value[0] | length ]>)}]"<% elif kind == "too_long" %>Bodies.Text(<[ value | length ]>)<% else %><[ value | json | json ]><% endif %>
<%- endmacro %>
using System.Net;
using System.Text.Json;

namespace Api.Tests.Features;

public sealed class <[ feature.many.pascal ]>Tests
{
    private const string Address = "<[ path ]>";

    private static readonly string[] Samples =
    [
<% for number in range(3) %>
        """
        {
<[ body(feature.body(number), "        ") ]>        }
        """,
<% endfor %>
    ];

    public static TheoryData<string, string> WrongValues => new()
    {
<% for f, bad in feature.violations if not bad.missing %>
        { "<[ f.wire.snake ]>", <[ wrong(bad.value, bad.kind) ]> },
<% endfor %>
    };

    [Fact]
    public async Task ANewOneIsAnsweredAsItWasSent()
    {
        await using var api = await RunningApi.StartMigratedAsync();
        var body = <[ bodies ]>[0];
        var answer = await api.PostAsync(Address, body);
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Bodies.AssertIn(body, answer.Json);
        Assert.Equal($"{Address}/{IdOf(answer.Json)}", answer.Header("Location"));
        Assert.EndsWith("Z", answer.Json.GetProperty("created_at").GetString(), StringComparison.Ordinal);
    }
<% if unsent %>

    [Fact]
    public async Task WhatIsLeftOutGetsItsDefault()
    {
        await using var api = await RunningApi.StartMigratedAsync();
        var body = <[ bodies ]>[0];
        string[] names = [<[ unsent | map(attribute="wire.snake") | map("json") | join(", ") ]>];
        var answer = await api.PostAsync(Address, names.Aggregate(body, Bodies.Without));
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        const string Defaults = """
            {
<% for f in unsent %>
              "<[ f.wire.snake ]>": <% if f.type == "decimal" and f.has_default %>"<[ ("%%.%df" | format(f.places)) | format(f.default) ]>"<% else %><[ f.default | json ]><% endif %><% if not loop.last %>,<% endif %>

<% endfor %>
            }
            """;
        Bodies.AssertIn(Defaults, answer.Json);
    }
<% endif %>

    [Theory]
    [MemberData(nameof(WrongValues))]
    public async Task AWrongValueIsRefused(string name, string value)
    {
        await using var api = await RunningApi.StartMigratedAsync();
        var bodies = <[ all_bodies ]>;
        var id = IdOf((await api.PostAsync(Address, bodies[0])).Json);
        var wrong = Bodies.Only(name, value);
        AssertRefused(await api.PostAsync(Address, Bodies.Merge(bodies[1], wrong)), name);
        AssertRefused(await api.PatchAsync($"{Address}/{id}", wrong), name);
        Assert.Equal(1, (await api.GetAsync(Address)).Json.GetProperty("total").GetInt32());
    }
<% if needed %>

    [Theory]
<% for f in needed %>
    [InlineData("<[ f.wire.snake ]>")]
<% endfor %>
    public async Task WhatIsNeededMustBeSent(string name)
    {
        await using var api = await RunningApi.StartMigratedAsync();
        var body = <[ bodies ]>[0];
        AssertRefused(await api.PostAsync(Address, Bodies.Without(body, name)), name);
    }
<% endif %>

    [Fact]
    public async Task TheListComesInParts()
    {
        await using var api = await RunningApi.StartMigratedAsync();
        Assert.Equal("""{"items":[],"total":0,"limit":20,"offset":0}""", (await api.GetAsync(Address)).Text);
        var made = new List<long>();
        foreach (var body in <[ all_bodies ]>)
        {
            made.Add(IdOf((await api.PostAsync(Address, body)).Json));
        }

        var first = (await api.GetAsync($"{Address}?limit=2")).Json;
        Assert.Equal(made.Take(2), IdsIn(first));
        Assert.Equal(3, first.GetProperty("total").GetInt32());
        var last = (await api.GetAsync($"{Address}?offset=2")).Json;
        Assert.Equal(made.Skip(2), IdsIn(last));
        Assert.Equal(2, last.GetProperty("offset").GetInt32());
    }

    [Theory]
    [InlineData("limit=0", 422)]
    [InlineData("limit=101", 422)]
    [InlineData("offset=-1", 422)]
    [InlineData("limit=many", 400)]
    public async Task TheListHasBounds(string query, int status)
    {
        await using var api = await RunningApi.StartMigratedAsync();
        Assert.Equal((HttpStatusCode)status, (await api.GetAsync($"{Address}?{query}")).Status);
    }

    [Fact]
    public async Task OneIsFoundByItsId()
    {
        await using var api = await RunningApi.StartMigratedAsync();
        var made = await api.PostAsync(Address, <[ bodies ]>[0]);
        Assert.Equal(made.Text, (await api.GetAsync($"{Address}/{IdOf(made.Json)}")).Text);
    }

    [Fact]
    public async Task AnUnknownIdIsNotFound()
    {
        await using var api = await RunningApi.StartMigratedAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"{Address}/12345")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await api.PatchAsync($"{Address}/12345", "{}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await api.DeleteAsync($"{Address}/12345")).Status);
        Assert.Equal("application/problem+json", (await api.GetAsync($"{Address}/12345")).Header("Content-Type"));
    }
<% if settable %>

    [Fact]
    public async Task OnlyWhatIsSentChanges()
    {
        await using var api = await RunningApi.StartMigratedAsync();
        var body = <[ bodies ]>[0];
        var id = IdOf((await api.PostAsync(Address, body)).Json);
        var change = Bodies.Only("<[ settable[0].wire.snake ]>", <[ settable[0].sample(1) | json | json ]>);
        var answer = await api.PatchAsync($"{Address}/{id}", change);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Bodies.AssertIn(Bodies.Merge(body, change), answer.Json);
        Assert.Equal(answer.Text, (await api.GetAsync($"{Address}/{id}")).Text);
    }
<% endif %>
<% if optional %>

    [Theory]
<% for f in optional %>
    [InlineData("<[ f.wire.snake ]>")]
<% endfor %>
    public async Task WhatIsOptionalCanBeTakenAway(string name)
    {
        await using var api = await RunningApi.StartMigratedAsync();
        var id = IdOf((await api.PostAsync(Address, <[ bodies ]>[0])).Json);
        var answer = await api.PatchAsync($"{Address}/{id}", Bodies.Only(name, "null"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty(name).ValueKind);
    }
<% endif %>
<% if uniques %>

    [Theory]
<% for f in uniques %>
    [InlineData("<[ f.wire.snake ]>", <[ f.sample(0) | json | json ]>)]
<% endfor %>
    public async Task AValueThatIsTakenIsAConflict(string name, string value)
    {
        await using var api = await RunningApi.StartMigratedAsync();
        var bodies = <[ all_bodies ]>;
        await api.PostAsync(Address, bodies[0]);
        var id = IdOf((await api.PostAsync(Address, bodies[1])).Json);
        var same = Bodies.Only(name, value);
        Assert.Equal(HttpStatusCode.Conflict, (await api.PatchAsync($"{Address}/{id}", same)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await api.PostAsync(Address, Bodies.Merge(bodies[2], same))).Status);
    }
<% endif %>

    [Fact]
    public async Task ADeletedOneIsGone()
    {
        await using var api = await RunningApi.StartMigratedAsync();
        var id = IdOf((await api.PostAsync(Address, <[ bodies ]>[0])).Json);
        Assert.Equal(HttpStatusCode.NoContent, (await api.DeleteAsync($"{Address}/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"{Address}/{id}")).Status);
    }
<% if feature.refs %>

    [Theory]
<% for f in feature.refs %>
    [InlineData("<[ f.wire.snake ]>")]
<% endfor %>
    public async Task TheListIsFilteredByWhatIsReferredTo(string name)
    {
        await using var api = await RunningApi.StartMigratedAsync();
        var made = (await api.PostAsync(Address, <[ bodies ]>[0])).Json;
        var other = made.GetProperty(name).GetInt64();
        Assert.Equal(IdOf(made), Assert.Single(IdsIn((await api.GetAsync($"{Address}?{name}={other}")).Json)));
        Assert.Empty(IdsIn((await api.GetAsync($"{Address}?{name}={other + 1}")).Json));
    }
<% endif %>
<% for f in feature.refs %>
<% set needed_refs = f.to.refs | selectattr("required") | list %>

    [Fact]
    public async Task DeletingThe<[ f.name.pascal ]><[ {"restrict": "IsRefused", "cascade": "DeletesIt", "set_null": "ClearsTheField"}[f.on_delete] ]>()
    {
        await using var api = await RunningApi.StartMigratedAsync();
        var made = (await api.PostAsync(Address, <[ bodies ]>[0])).Json;
        const string Other = """
            {
<[ body(f.to.body(1), "            ") ]>            }
            """;
<% if needed_refs %>
        var known = (await api.GetAsync($"/<[ f.to.many.kebab ]>/{made.GetProperty("<[ f.wire.snake ]>").GetInt64()}")).Json;
        var body = Bodies.With(
            Other<% for up in needed_refs %>,
            ("<[ up.wire.snake ]>", known.GetProperty("<[ up.wire.snake ]>").GetInt64())<% endfor %>);
        var other = IdOf((await api.PostAsync("/<[ f.to.many.kebab ]>", body)).Json);
<% else %>
        var other = IdOf((await api.PostAsync("/<[ f.to.many.kebab ]>", Other)).Json);
<% endif %>
        var change = Bodies.With("{}", ("<[ f.wire.snake ]>", other));
        var changed = await api.PatchAsync($"{Address}/{IdOf(made)}", change);
        Assert.Equal(other, changed.Json.GetProperty("<[ f.wire.snake ]>").GetInt64());
        var answer = await api.DeleteAsync($"/<[ f.to.many.kebab ]>/{other}");
        var left = await api.GetAsync($"{Address}/{IdOf(made)}");
<% if f.on_delete == "restrict" %>
        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal(HttpStatusCode.OK, left.Status);
<% elif f.on_delete == "cascade" %>
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Equal(HttpStatusCode.NotFound, left.Status);
<% else %>
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Equal(JsonValueKind.Null, left.Json.GetProperty("<[ f.wire.snake ]>").ValueKind);
<% endif %>
    }
<% endfor %>

    [Fact]
    public async Task TheDocumentListsThePaths()
    {
        await using var api = await RunningApi.StartAsync();
        var paths = (await api.GetAsync("/openapi.json")).Json.GetProperty("paths");
        Assert.Equal("get post", MethodsOf(paths.GetProperty(Address)));
        Assert.Equal("delete get patch", MethodsOf(paths.GetProperty(Address + "/{id}")));
    }

<% if feature.refs %>
    /// <summary>Good bodies, with what they refer to just made.</summary>
    private static async Task<List<string>> BodiesAsync(RunningApi api)
    {
<% for one in feature.ancestors %>
        const string <[ one.one.pascal ]> = """
            {
<[ body(one.body(0), "            ") ]>            }
            """;
<% if one.refs %>
        var <[ made(one.spec.name) ]> = IdOf((await api.PostAsync(
            "/<[ one.many.kebab ]>",
            Bodies.With(<[ one.one.pascal ]><% for f in one.refs %>, ("<[ f.wire.snake ]>", <[ made(f.to.spec.name) ]>)<% endfor %>))).Json);
<% else %>
        var <[ made(one.spec.name) ]> = IdOf((await api.PostAsync("/<[ one.many.kebab ]>", <[ one.one.pascal ]>)).Json);
<% endif %>
<% endfor %>
        return Samples
            .Select(body => Bodies.With(body<% for f in feature.refs %>, ("<[ f.wire.snake ]>", <[ made(f.to.spec.name) ]>)<% endfor %>))
            .ToList();
    }

<% endif %>
    private static long IdOf(JsonElement json) => json.GetProperty("id").GetInt64();

    private static List<long> IdsIn(JsonElement list) =>
        list.GetProperty("items").EnumerateArray().Select(IdOf).ToList();

    private static string MethodsOf(JsonElement path) =>
        string.Join(' ', path.EnumerateObject().Select(method => method.Name).Order(StringComparer.Ordinal));

    private static void AssertRefused(Answer answer, string name)
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        var places = answer.Json.GetProperty("errors").EnumerateArray().Select(Bodies.Place).Distinct();
        Assert.Equal($"body/{name}", Assert.Single(places));
    }
}
