using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Api.Errors;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Api.Http;

/// <summary>Reads bodies whose members are checked one by one, for answers that name each wrong one.</summary>
public static class BodyReader
{
    /// <summary>
    /// The body of a request. A member that is `required` must be sent; null is for members that may be null; and what
    /// is sent must satisfy the attributes. Throws InvalidRequestException, and BadHttpRequestException for no JSON.
    /// </summary>
    public static async Task<Body<T>> ReadBodyAsync<T>(this HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        var json = request.HttpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>();
        var options = json.Value.SerializerOptions;
        var body = await JsonAsync(request, options, cancellationToken);
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidRequestException([new FieldError(["body"], "It must be an object.")]);
        }

        var members = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in body.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        var rules = options.GetTypeInfo(typeof(T)).Properties;
        InvalidRequestException.ThrowIfAny(Absent(rules, members));
        var value = ValueOf<T>(body, options);
        InvalidRequestException.ThrowIfAny(Wrong(rules, members, value));
        return new Body<T>(value, members.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    private static async Task<JsonElement> JsonAsync(
        HttpRequest request,
        JsonSerializerOptions options,
        CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            throw new BadHttpRequestException("The body is not JSON.", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            return await request.ReadFromJsonAsync<JsonElement>(options, cancellationToken);
        }
        catch (JsonException error)
        {
            throw new BadHttpRequestException("The body cannot be read.", StatusCodes.Status400BadRequest, error);
        }
    }

    private static List<FieldError> Absent(
        IEnumerable<JsonPropertyInfo> rules,
        Dictionary<string, JsonElement> members)
    {
        var errors = new List<FieldError>();
        foreach (var rule in rules)
        {
            if (!members.TryGetValue(rule.Name, out var member))
            {
                if (rule.IsRequired)
                {
                    errors.Add(new FieldError(["body", rule.Name], "It is needed."));
                }
            }
            else if (member.ValueKind == JsonValueKind.Null && !TakesNull(rule))
            {
                errors.Add(new FieldError(["body", rule.Name], "It must not be null."));
            }
        }

        return errors;
    }

    private static bool TakesNull(JsonPropertyInfo rule) => rule.PropertyType.IsValueType
        ? Nullable.GetUnderlyingType(rule.PropertyType) is not null
        : rule.IsSetNullable;

    private static T ValueOf<T>(JsonElement body, JsonSerializerOptions options)
        where T : class
    {
        try
        {
            return body.Deserialize<T>(options) ?? throw new JsonException();
        }
        catch (JsonException error)
        {
            // The way to the value that does not fit: "$.title"
            string[] place = ["body", .. (error.Path ?? "$").Split('.').Skip(1)];
            throw new InvalidRequestException([new FieldError(place, "It is not a value of the right kind.")]);
        }
    }

    private static List<FieldError> Wrong(
        IEnumerable<JsonPropertyInfo> rules,
        Dictionary<string, JsonElement> members,
        object body)
    {
        var errors = new List<FieldError>();
        foreach (var rule in rules.Where(rule => members.ContainsKey(rule.Name)))
        {
            var value = rule.Get?.Invoke(body);
            var attributes = rule.AttributeProvider?.GetCustomAttributes(inherit: true) ?? [];
            foreach (var attribute in attributes.OfType<ValidationAttribute>().Where(one => !one.IsValid(value)))
            {
                errors.Add(new FieldError(["body", rule.Name], attribute.FormatErrorMessage(rule.Name)));
            }
        }

        return errors;
    }
}
