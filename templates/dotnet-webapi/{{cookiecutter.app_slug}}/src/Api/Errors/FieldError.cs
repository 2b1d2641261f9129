namespace Api.Errors;

/// <summary>What is wrong with one part of a request; it does not repeat the value, which may be secret.</summary>
/// <param name="Loc">The way to the part: "body", "title".</param>
/// <param name="Msg">What is wrong with it.</param>
public sealed record FieldError(IReadOnlyList<string> Loc, string Msg);
