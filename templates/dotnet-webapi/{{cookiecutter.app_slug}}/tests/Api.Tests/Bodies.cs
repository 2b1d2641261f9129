using System.Text.Json;
using System.Text.Json.Nodes;

namespace Api.Tests;

/// <summary>Bodies for the tests of features.</summary>
public static class Bodies
{
    /// <summary>The same object with these members.</summary>
    public static string With(string body, params (string Name, JsonNode? Value)[] members)
    {
        var changed = ObjectOf(body);
        foreach (var (name, value) in members)
        {
            changed[name] = value;
        }

        return changed.ToJsonString();
    }

    /// <summary>The same object with the members of another.</summary>
    public static string Merge(string body, string other) =>
        With(body, [.. ObjectOf(other).Select(member => (member.Key, member.Value?.DeepClone()))]);

    /// <summary>The same object without a member.</summary>
    public static string Without(string body, string name)
    {
        var changed = ObjectOf(body);
        changed.Remove(name);
        return changed.ToJsonString();
    }

    /// <summary>An object with one member, whose value is given as JSON.</summary>
    public static string Only(string name, string json) => With("{}", (name, JsonNode.Parse(json)));

    /// <summary>A text of this length, as JSON.</summary>
    public static string Text(int length) => $"\"{new string('x', length)}\"";

    /// <summary>Each member of a body must be in an answer, with the same value.</summary>
    public static void AssertIn(string body, JsonElement answer)
    {
        foreach (var (name, value) in ObjectOf(body))
        {
            var found = JsonNode.Parse(answer.GetProperty(name).GetRawText());
            Assert.True(JsonNode.DeepEquals(value, found), $"{name}: {found?.ToJsonString()}");
        }
    }

    /// <summary>Where an error is: "body/title".</summary>
    public static string Place(JsonElement error) =>
        string.Join('/', error.GetProperty("loc").EnumerateArray().Select(part => part.GetString()));

    private static JsonObject ObjectOf(string body) =>
        JsonNode.Parse(body)?.AsObject() ?? throw new ArgumentException("no object", nameof(body));
}
