namespace Api.Data;

/// <summary>Why migrations cannot be applied, in one line.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);
