using System.Reflection;

namespace Api;

/// <summary>What the project file says of this program.</summary>
public static class Product
{
    private static readonly Assembly Own = typeof(Product).Assembly;

    public static string Name { get; } = Own.GetName().Name ?? "api";

    public static string Version { get; } = Own.GetName().Version?.ToString(3) ?? "0.0.0";

    public static string Description { get; } =
        Own.GetCustomAttribute<AssemblyDescriptionAttribute>()?.Description ?? "";
}
