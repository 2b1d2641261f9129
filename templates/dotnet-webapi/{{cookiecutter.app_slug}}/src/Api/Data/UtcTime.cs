using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Api.Data;

/// <summary>Times are stored in UTC, and are so when they are read.</summary>
public sealed class UtcTime() : ValueConverter<DateTime, DateTime>(
    time => time.ToUniversalTime(),
    time => DateTime.SpecifyKind(time, DateTimeKind.Utc));
