namespace Api.Http;

/// <summary>What a request sent: its value, and which members it had. The others are not checked.</summary>
public sealed class Body<T>(T value, IReadOnlySet<string> names)
    where T : class
{
    public T Value { get; } = value;

    /// <summary>True when the member of this name was sent.</summary>
    public bool Has(string name) => names.Contains(name);
}
