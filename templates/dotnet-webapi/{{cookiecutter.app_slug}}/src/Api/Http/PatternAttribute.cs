using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Api.Http;

/// <summary>The whole text must match, also an empty one, which `RegularExpression` lets pass.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute(string pattern) : RegularExpressionAttribute($"^(?:{pattern})$")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public override bool IsValid(object? value) =>
        value is "" ? Regex.IsMatch("", Pattern, RegexOptions.None, Patience) : base.IsValid(value);
}
