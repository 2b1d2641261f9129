using System.ComponentModel.DataAnnotations;

namespace Api.Http;

/// <summary>A decimal in a text, so that no reader of JSON takes it for a number that is only near.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ExactDecimalAttribute(int digits, int places)
    : RegularExpressionAttribute(PatternOf(digits, places))
{
    /// <summary>How many digits it has in all.</summary>
    public int Digits { get; } = digits;

    /// <summary>How many of them stand after the point.</summary>
    public int Places { get; } = places;

    public string Minimum { get; set; } = "";

    public string Maximum { get; set; } = "";

    public override bool IsValid(object? value) =>
        value is not string text || (text.Length > 0 && base.IsValid(text) && IsWithin(Exact.Read(text)));

    public override string FormatErrorMessage(string name)
    {
        var least = Minimum.Length > 0 ? $", at least {Minimum}" : "";
        var most = Maximum.Length > 0 ? $", at most {Maximum}" : "";
        return $"The field {name} must be a decimal of {Digits} digits, {Places} of them after the point{least}{most}.";
    }

    private static string PatternOf(int digits, int places)
    {
        var fraction = places > 0 ? $@"(\.[0-9]{{1,{places}}})?" : "";
        return $"^-?[0-9]{{1,{digits - places}}}{fraction}$";
    }

    private bool IsWithin(decimal number) =>
        (Minimum.Length == 0 || number >= Exact.Read(Minimum))
        && (Maximum.Length == 0 || number <= Exact.Read(Maximum));
}
