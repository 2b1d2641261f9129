namespace Api.Features;

/// <summary>Endpoints that belong together. Every class of this kind takes part: nothing lists them.</summary>
public interface IEndpointModule
{
    /// <summary>Adds what the endpoints need.</summary>
    void AddServices(IServiceCollection services)
    {
    }

    void MapEndpoints(IEndpointRouteBuilder routes);
}
