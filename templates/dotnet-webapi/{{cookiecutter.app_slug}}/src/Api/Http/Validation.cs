using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Api.Errors;

namespace Api.Http;

/// <summary>Checks what a handler is given by the attributes of `System.ComponentModel.DataAnnotations`.</summary>
public static class Validation
{
    /// <summary>Answers with a problem that names each wrong part, before the handler is called.</summary>
    public static TBuilder WithValidation<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilterFactory(Create);

    private static EndpointFilterDelegate Create(EndpointFilterFactoryContext factory, EndpointFilterDelegate next)
    {
        var services = factory.ApplicationServices.GetService<IServiceProviderIsService>();
        var parameters = factory.MethodInfo.GetParameters()
            .Where(parameter => services?.IsService(parameter.ParameterType) is not true)
            .ToList();
        return async invocation =>
        {
            // A request that could not be read has its answer already.
            var errors = new List<FieldError>();
            if (invocation.HttpContext.Response.StatusCode < StatusCodes.Status400BadRequest)
            {
                foreach (var parameter in parameters)
                {
                    Check(parameter, invocation, errors);
                }
            }

            return errors.Count > 0 ? Problem.Invalid(errors) : await next(invocation);
        };
    }

    private static void Check(
        ParameterInfo parameter,
        EndpointFilterInvocationContext invocation,
        List<FieldError> errors)
    {
        var value = invocation.Arguments[parameter.Position];
        var name = parameter.Name ?? "";
        var isInPath = invocation.HttpContext.Request.RouteValues.ContainsKey(name);
        foreach (var attribute in parameter.GetCustomAttributes<ValidationAttribute>())
        {
            if (!attribute.IsValid(value))
            {
                errors.Add(new FieldError([isInPath ? "path" : "query", name], attribute.FormatErrorMessage(name)));
            }
        }

        Check(value, [parameter.IsDefined(typeof(AsParametersAttribute)) ? "query" : "body"], errors);
    }

    private static void Check(object? value, string[] place, List<FieldError> errors)
    {
        if (value is null || !IsOurs(value.GetType()))
        {
            return;
        }

        if (value is IEnumerable items)
        {
            var index = 0;
            foreach (var item in items)
            {
                Check(item, [.. place, index.ToString(CultureInfo.InvariantCulture)], errors);
                index++;
            }

            return;
        }

        var found = new List<ValidationResult>();
        Validator.TryValidateObject(value, new ValidationContext(value), found, validateAllProperties: true);
        errors.AddRange(found.Select(result => new FieldError(
            [.. place, .. result.MemberNames.Select(JsonNamingPolicy.CamelCase.ConvertName)],
            result.ErrorMessage ?? "not a value that is accepted here")));
        foreach (var property in value.GetType().GetProperties().Where(CanHoldMore))
        {
            Check(property.GetValue(value), [.. place, JsonNamingPolicy.CamelCase.ConvertName(property.Name)], errors);
        }
    }

    private static bool CanHoldMore(PropertyInfo property) =>
        property.CanRead && property.GetIndexParameters().Length == 0 && IsOurs(property.PropertyType);

    /// <summary>True for classes of the application, and for lists of them.</summary>
    private static bool IsOurs(Type type) =>
        (type.IsClass && !IsOfTheFramework(type)) || type.GetGenericArguments().Any(IsOurs);

    private static bool IsOfTheFramework(Type type) =>
        type.Namespace is { } name
        && (name == "System"
            || name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.", StringComparison.Ordinal));
}
