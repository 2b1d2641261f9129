package {{ cookiecutter.__java_package }};

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** What the OpenAPI document says beyond what the resources say themselves: of bodies, lists and failures. */
@OpenApiFilter
public class DocumentFilter implements OASFilter {
    private static final String SCHEMAS = "#/components/schemas/";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
            return;
        }
        describeDocuments(document);
        document.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations().forEach((method, operation) -> {
                    describeBody(document, method, operation);
                    describeList(document, operation);
                    describeFailures(path.contains("{"), method, operation);
                }));
        document.getComponents().addSchema("Problem", problem());
    }

    /** Bodies have no other members; of a PATCH nothing must be sent, so its bodies have schemas of their own. */
    private static void describeBody(OpenAPI document, HttpMethod method, Operation operation) {
        if (operation.getRequestBody() == null || operation.getRequestBody().getContent() == null) {
            return;
        }
        for (var content :
                operation.getRequestBody().getContent().getMediaTypes().values()) {
            var name = name(content.getSchema());
            var whole = name.isEmpty()
                    ? null
                    : document.getComponents().getSchemas().get(name);
            if (whole == null || whole.getProperties() == null) {
                continue;
            }
            whole.setAdditionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
            if (method == HttpMethod.PATCH) {
                var relaxed = name.replaceFirst("(Body)?$", "Change");
                var part = OASFactory.createSchema().type(List.of(SchemaType.OBJECT));
                part.setAdditionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
                whole.getProperties().forEach((field, schema) -> part.addProperty(field, withoutDefault(schema)));
                document.getComponents().addSchema(relaxed, part);
                content.setSchema(OASFactory.createSchema().ref(SCHEMAS + relaxed));
            }
        }
    }

    private static Schema withoutDefault(Schema schema) {
        if (schema.getDefaultValue() == null) {
            return schema;
        }
        var kept = OASFactory.createSchema();
        kept.setAll(schema.getAll());
        kept.setDefaultValue(null);
        return kept;
    }

    /** Lists come in parts, have an order and a search, and a filter for each field. */
    private static void describeList(OpenAPI document, Operation operation) {
        var answer = operation.getResponses() == null
                ? null
                : operation.getResponses().getAPIResponse("200");
        if (answer == null || answer.getContent() == null) {
            return;
        }
        var name = answer.getContent().getMediaTypes().values().stream()
                .map(content -> name(content.getSchema()))
                .findFirst()
                .orElse("");
        var item = document.getComponents().getSchemas().get(name.replaceFirst("^Listing", ""));
        if (!name.startsWith("Listing") || item == null) {
            return;
        }
        var whole = OASFactory.createSchema().type(List.of(SchemaType.INTEGER));
        var text = OASFactory.createSchema().type(List.of(SchemaType.STRING));
        operation.addParameter(query("limit", "The most rows that are answered, from 1 to 100.", whole));
        operation.addParameter(query("offset", "How many rows are left out first.", whole));
        operation.addParameter(query("cursor", "next_cursor of the part before.", text));
        operation.addParameter(query("sort", "Fields separated by commas, each with - for the reverse.", text));
        operation.addParameter(query("q", "A text that one of the texts holds, in any case.", text));
        item.getProperties().forEach((field, schema) -> {
            if (schema.getType() == null || !schema.getType().contains(SchemaType.OBJECT)) {
                var value = schema.getItems() == null ? schema : schema.getItems();
                operation.addParameter(query(field, "Rows that have this value.", value));
            }
        });
    }

    /** Documents of JSON are objects or arrays; annotations can only mark them by a format. */
    private static void describeDocuments(OpenAPI document) {
        document.getComponents().getSchemas().values().stream()
                .filter(whole -> whole.getProperties() != null)
                .flatMap(whole -> whole.getProperties().values().stream())
                .filter(schema ->
                        schema.getFormat() != null && schema.getFormat().startsWith("json"))
                .forEach(schema -> {
                    var orNull = schema.getFormat().equals("json-or-null");
                    schema.setType(
                            orNull
                                    ? List.of(SchemaType.OBJECT, SchemaType.ARRAY, SchemaType.NULL)
                                    : List.of(SchemaType.OBJECT, SchemaType.ARRAY));
                    schema.setFormat(null);
                });
    }

    private static Parameter query(String name, String description, Schema schema) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.QUERY)
                .description(description)
                .schema(schema);
    }

    /** Every operation may fail, and always in the same shape; which failures it has, what it takes tells. */
    private static void describeFailures(boolean named, HttpMethod method, Operation operation) {
        var found = new TreeSet<>(List.of("default"));
        if (operation.getParameters() != null && !operation.getParameters().isEmpty()) {
            found.add("422");
        }
        if (named) {
            found.addAll(List.of("404", "422"));
        }
        if (operation.getRequestBody() != null) {
            found.addAll(List.of("400", "409", "413", "415", "422"));
        }
        if (named && method != HttpMethod.GET) {
            found.add("409");
        }
        if (named && (method == HttpMethod.PATCH || method == HttpMethod.DELETE)) {
            found.addAll(List.of("412", "428"));
        }
        found.forEach(status -> operation.getResponses().addAPIResponse(status, failure()));
    }

    private static APIResponse failure() {
        var content =
                OASFactory.createMediaType().schema(OASFactory.createSchema().ref(SCHEMAS + "Problem"));
        return OASFactory.createAPIResponse()
                .description("A problem")
                .content(OASFactory.createContent().addMediaType(Problem.MEDIA_TYPE, content));
    }

    private static Schema problem() {
        var text = OASFactory.createSchema().type(List.of(SchemaType.STRING));
        var part = object(List.of("loc", "msg", "type"))
                .addProperty("loc", list(text))
                .addProperty("msg", text)
                .addProperty("type", text);
        return object(List.of("type", "title", "status", "detail", "instance", "request_id"))
                .addProperty("type", text)
                .addProperty("title", text)
                .addProperty("status", OASFactory.createSchema().type(List.of(SchemaType.INTEGER)))
                .addProperty("detail", text)
                .addProperty("instance", text)
                .addProperty("request_id", text)
                .addProperty("errors", list(part));
    }

    private static Schema list(Schema items) {
        return OASFactory.createSchema().type(List.of(SchemaType.ARRAY)).items(items);
    }

    private static Schema object(List<String> required) {
        return OASFactory.createSchema().type(List.of(SchemaType.OBJECT)).required(required);
    }

    private static String name(Schema schema) {
        var reference = schema == null ? null : schema.getRef();
        return reference == null ? "" : reference.substring(SCHEMAS.length());
    }
}
