using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Api.Http;

/// <summary>Logs as JSON, one object a line; `request_id` says to which request a line belongs.</summary>
public sealed class JsonLines() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "json-lines";

    private const string Template = "{OriginalFormat}";

    public override void Write<TState>(
        in LogEntry<TState> logEntry,
        IExternalScopeProvider? scopeProvider,
        TextWriter textWriter)
    {
        var line = new JsonObject
        {
            ["timestamp"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["level"] = Name(logEntry.LogLevel),
            ["logger"] = logEntry.Category,
            ["message"] = logEntry.Formatter(logEntry.State, logEntry.Exception),
        };
        scopeProvider?.ForEachScope(AddScope, line);
        if (logEntry.State is IEnumerable<KeyValuePair<string, object?>> fields)
        {
            foreach (var (key, value) in fields)
            {
                Add(line, key, value);
            }
        }

        if (logEntry.Exception is not null)
        {
            line["exception"] = logEntry.Exception.ToString();
        }

        textWriter.WriteLine(line.ToJsonString());
    }

    private static void AddScope(object? scope, JsonObject line)
    {
        if (scope is RequestScope request)
        {
            line["request_id"] = request.RequestId;
        }
    }

    private static void Add(JsonObject line, string key, object? value)
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(key);
        if (key != Template && !line.ContainsKey(name))
        {
            line[name] = Node(value);
        }
    }

    private static JsonValue? Node(object? value) => value switch
    {
        null => null,
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        double number when double.IsFinite(number) => JsonValue.Create(number),
        _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
