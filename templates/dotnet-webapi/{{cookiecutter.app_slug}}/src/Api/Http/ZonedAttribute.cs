using System.ComponentModel.DataAnnotations;

namespace Api.Http;

/// <summary>A time must tell its distance from UTC.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ZonedAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is not DateTime { Kind: DateTimeKind.Unspecified };

    public override string FormatErrorMessage(string name) => $"The field {name} must end in Z or a distance from UTC.";
}
