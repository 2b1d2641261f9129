using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Api.Http;

/// <summary>Decimals as texts and back.</summary>
public static class Exact
{
    public static decimal Read(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    public static decimal? ReadOrNull(string? text) => text is null ? null : Read(text);

    public static string Write(decimal value, int places) => value.ToString($"F{places}", CultureInfo.InvariantCulture);

    [return: NotNullIfNotNull(nameof(value))]
    public static string? WriteOrNull(decimal? value, int places) => value is { } number ? Write(number, places) : null;
}
