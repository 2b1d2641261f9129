using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Api.Http;

/// <summary>
/// An object or an array that can be kept: at most 16 within each other, no NUL and no half of a pair of surrogates in
/// its texts, no number that not every client can read, and at most so many characters without spaces.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class JsonRuleAttribute(int maximum) : ValidationAttribute
{
    private const int Deepest = 16;

    private const double Largest = 9_007_199_254_740_991;

    /// <summary>How many characters it may have without spaces.</summary>
    public int Maximum { get; } = maximum;

    public override bool IsValid(object? value) =>
        value is not JsonElement document
        || (IsContainer(document) && IsKept(document, 1) && Length(document) <= Maximum);

    public override string FormatErrorMessage(string name) =>
        $"The field {name} must be an object or an array of at most {Maximum} characters that can be kept.";

    private static bool IsContainer(JsonElement part) => part.ValueKind is JsonValueKind.Object or JsonValueKind.Array;

    /// <summary>Neither escaped more than JSON demands, nor with spaces: as every stack counts.</summary>
    private static int Length(JsonElement document)
    {
        var options = new JsonSerializerOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        return JsonSerializer.Serialize(document, options).EnumerateRunes().Count();
    }

    private static bool IsKept(JsonElement part, int depth) => part.ValueKind switch
    {
        JsonValueKind.String => IsKept(part),
        JsonValueKind.Number => part.TryGetDouble(out var number) && Math.Abs(number) <= Largest,
        JsonValueKind.Array => depth <= Deepest && part.EnumerateArray().All(item => IsKept(item, depth + 1)),
        JsonValueKind.Object => depth <= Deepest
            && part.EnumerateObject().All(member => IsKept(member.Name) && IsKept(member.Value, depth + 1)),
        _ => true,
    };

    private static bool IsKept(JsonElement text)
    {
        try
        {
            return IsKept(text.GetString() ?? "");
        }
        catch (InvalidOperationException)
        {
            // Half of a pair of surrogates.
            return false;
        }
    }

    private static bool IsKept(string text) => !text.Contains('\0', StringComparison.Ordinal) && IsWhole(text);

    private static bool IsWhole(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogate(text[at]))
            {
                if (!Rune.TryGetRuneAt(text, at, out _))
                {
                    return false;
                }

                at++;
            }
        }

        return true;
    }
}
