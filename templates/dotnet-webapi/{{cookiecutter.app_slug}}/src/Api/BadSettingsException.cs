namespace Api;

/// <summary>Every setting that is wrong, in one line.</summary>
public sealed class BadSettingsException(IEnumerable<string> problems)
    : Exception("bad setting: " + string.Join("; ", problems));
