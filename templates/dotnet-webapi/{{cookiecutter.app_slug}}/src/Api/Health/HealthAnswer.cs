namespace Api.Health;

/// <summary>A good answer.</summary>
public sealed record HealthAnswer(string Status)
{
    public static readonly HealthAnswer Good = new("ok");
}
