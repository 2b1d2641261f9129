using Api.Features;
using Api.Health;

namespace Api.Tests;

public sealed class EndpointModulesTests
{
    [Fact]
    public void EveryModuleOfAnAssemblyIsFoundOnce()
    {
        var assemblies = new[] { typeof(Server).Assembly, typeof(TestEndpoints).Assembly, typeof(Server).Assembly };
        var found = EndpointModules.Find(assemblies).Select(module => module.GetType()).ToList();
        Assert.Contains(typeof(HealthEndpoints), found);
        Assert.Contains(typeof(TestEndpoints), found);
        Assert.Equal(found.Count, found.Distinct().Count());
    }
}
