using System.Globalization;
using System.Net;

namespace Api;

/// <summary>Reads settings one by one and keeps what is wrong, so that all of it is told at once.</summary>
public sealed class SettingsReader(Func<string, string?> get)
{
    private const int LongestTimeout = 3600;
    private const int HighestPort = 65535;
    private const string DatabaseScheme = "sqlite:";

    private readonly List<string> _problems = [];

    public T One<T>(string name, string fallback, Func<string, T> parse)
    {
        var given = get(name)?.Trim();
        try
        {
            return parse(string.IsNullOrEmpty(given) ? fallback : given);
        }
        catch (FormatException problem)
        {
            _problems.Add($"{name}: {problem.Message}");
            return default!;
        }
    }

    public void ThrowIfBad()
    {
        if (_problems.Count > 0)
        {
            throw new BadSettingsException(_problems);
        }
    }

    public static IPAddress Address(string text) =>
        IPAddress.TryParse(text, out var address)
            ? address
            : throw new FormatException("not an IP address such as 127.0.0.1");

    public static int Port(string text) => Number(text, 0, HighestPort, "not a port from 0 to 65535");

    public static int Limit(string text) => Number(text, 0, int.MaxValue, "not a number of requests from 0");

    public static TimeSpan Seconds(string text) =>
        TimeSpan.FromSeconds(Number(text, 1, LongestTimeout, "not a number of seconds from 1 to 3600"));

    public static LogLevel Level(string text) => text.ToLowerInvariant() switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "off" => LogLevel.None,
        _ => throw new FormatException("not one of error, warn, info, debug, trace, off"),
    };

    public static bool Switch(string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" or "yes" or "on" => true,
        "false" or "0" or "no" or "off" => false,
        _ => throw new FormatException("not true or false"),
    };

    public static string Database(string text)
    {
        var file = text.StartsWith(DatabaseScheme, StringComparison.Ordinal) ? text[DatabaseScheme.Length..] : "";
        file = file.StartsWith("//", StringComparison.Ordinal) ? file[2..] : file;
        return file.Length > 0 ? file : throw new FormatException("not SQLite, as in sqlite://app.db");
    }

    public static IReadOnlyList<string> Origins(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Origin).ToList();

    private static string Origin(string text)
    {
        var whole = Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri.GetLeftPart(UriPartial.Authority) == text;
        return whole || text == "*"
            ? text
            : throw new FormatException($"\"{text}\" is not an origin such as https://example.com");
    }

    private static int Number(string text, int least, int most, string problem) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= least
        && number <= most
            ? number
            : throw new FormatException(problem);
}
