namespace Api.Errors;

/// <summary>A request that can be read and is wrong; it is answered by 422 with what is wrong.</summary>
public sealed class InvalidRequestException(IReadOnlyList<FieldError> errors) : Exception("The request is not valid.")
{
    public IReadOnlyList<FieldError> Errors { get; } = errors;

    public static void ThrowIfAny(IReadOnlyList<FieldError> errors)
    {
        if (errors.Count > 0)
        {
            throw new InvalidRequestException(errors);
        }
    }
}
