using System.Reflection;

namespace Api.Features;

/// <summary>Finds the endpoint modules of assemblies.</summary>
public static class EndpointModules
{
    public static IReadOnlyList<IEndpointModule> Find(IEnumerable<Assembly> assemblies) =>
        assemblies.Distinct()
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IEndpointModule)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (IEndpointModule)Activator.CreateInstance(type)!)
            .ToList();
}
