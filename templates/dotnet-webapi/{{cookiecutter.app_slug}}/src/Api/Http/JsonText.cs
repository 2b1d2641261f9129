using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Api.Http;

/// <summary>Documents of JSON as the texts that are stored, and back.</summary>
public static class JsonText
{
    public static string Write(JsonElement document) => JsonSerializer.Serialize(document);

    [return: NotNullIfNotNull(nameof(document))]
    public static string? WriteOrNull(JsonElement? document) => document is { } value ? Write(value) : null;

    public static JsonElement Read(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    public static JsonElement? ReadOrNull(string? text) => text is null ? null : Read(text);
}
