namespace Api.Http;

/// <summary>To which request the log lines belong that are written meanwhile.</summary>
public sealed record RequestScope(string RequestId);
