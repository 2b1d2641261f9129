using System.Net;

namespace Api;

/// <summary>Every setting of the application: read from the environment and checked once, at start.</summary>
public sealed class Settings
{
    /// <summary>HOST: the address to listen on.</summary>
    public required IPAddress Host { get; init; }

    /// <summary>PORT: the port to listen on; 0 for any that is free.</summary>
    public required int Port { get; init; }

    /// <summary>LOG_LEVEL: the least important lines that are logged.</summary>
    public required LogLevel LogLevel { get; init; }

    /// <summary>DATABASE_URL: the file of the database, or `:memory:`.</summary>
    public required string DatabaseFile { get; init; }

    /// <summary>MIGRATE_ON_START: whether a start applies the migrations.</summary>
    public required bool MigrateOnStart { get; init; }

    /// <summary>CORS_ORIGINS: whose pages may call.</summary>
    public required IReadOnlyList<string> CorsOrigins { get; init; }

    /// <summary>HTTPS_ONLY: whether browsers are told to use HTTPS only.</summary>
    public required bool HttpsOnly { get; init; }

    /// <summary>REQUEST_TIMEOUT: how long a request may take.</summary>
    public required TimeSpan RequestTimeout { get; init; }

    /// <summary>RATE_LIMIT: how many requests an address may make in a minute; 0 for no limit.</summary>
    public required int RateLimit { get; init; }

    /// <summary>The settings of this process. Throws BadSettingsException.</summary>
    public static Settings FromEnvironment() => Read(Environment.GetEnvironmentVariable);

    /// <summary>The settings that `get` tells by their names; an empty value is none.</summary>
    public static Settings Read(Func<string, string?> get)
    {
        var reader = new SettingsReader(get);
        var settings = new Settings
        {
            Host = reader.One("HOST", "127.0.0.1", SettingsReader.Address),
            Port = reader.One("PORT", "8000", SettingsReader.Port),
            LogLevel = reader.One("LOG_LEVEL", "info", SettingsReader.Level),
            DatabaseFile = reader.One("DATABASE_URL", "sqlite://app.db", SettingsReader.Database),
            MigrateOnStart = reader.One("MIGRATE_ON_START", "false", SettingsReader.Switch),
            CorsOrigins = reader.One("CORS_ORIGINS", "", SettingsReader.Origins),
            HttpsOnly = reader.One("HTTPS_ONLY", "false", SettingsReader.Switch),
            RequestTimeout = reader.One("REQUEST_TIMEOUT", "30", SettingsReader.Seconds),
            RateLimit = reader.One("RATE_LIMIT", "0", SettingsReader.Limit),
        };
        reader.ThrowIfBad();
        return settings;
    }
}
