package {{ cookiecutter.__java_package }}.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** What the OpenAPI document says beyond what the handlers say themselves. */
@Configuration(proxyBeanMethods = false)
class OpenApiSetup {

    private static final String REFERENCE = "#/components/schemas/Problem";

    @Bean
    OpenAPI document(BuildProperties build) {
        Info info = new Info().title(build.getArtifact()).version(build.getVersion());
        return new OpenAPI().info(info).components(new Components());
    }

    /** Every operation may fail, and always in the same shape. */
    @Bean
    @Order
    OpenApiCustomizer failures() {
        MediaType problem = new MediaType().schema(new Schema<>().$ref(REFERENCE));
        Content content = new Content().addMediaType("application/problem+json", problem);
        ApiResponse failure = new ApiResponse().description("A problem").content(content);
        return document -> {
            document.getComponents().addSchemas("Problem", problem());
            document.getPaths()
                    .forEach((path, item) -> item.readOperationsMap().forEach((method, operation) -> {
                        statuses(method, path.contains("{"), operation)
                                .forEach(status -> operation.getResponses().addApiResponse(status, failure));
                        operation.getResponses().addApiResponse("default", failure);
                    }));
        };
    }

    /** Which failures an operation has, by what it takes. */
    private static Set<String> statuses(HttpMethod method, boolean named, Operation operation) {
        Set<String> found = new TreeSet<>();
        if (operation.getParameters() != null) {
            found.add("422");
        }
        if (named) {
            found.add("404");
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
        return found;
    }

    private static Schema<?> problem() {
        Map<String, Schema<?>> part =
                Map.of("loc", list(new StringSchema()), "msg", new StringSchema(), "type", new StringSchema());
        Map<String, Schema<?>> whole = Map.of(
                "type", new StringSchema(),
                "title", new StringSchema(),
                "status", new IntegerSchema(),
                "detail", new StringSchema(),
                "instance", new StringSchema(),
                "request_id", new StringSchema(),
                "errors", list(object(part, List.of("loc", "msg", "type"))));
        return object(whole, List.of("type", "title", "status", "detail", "instance", "request_id"));
    }

    private static Schema<?> list(Schema<?> items) {
        return new ArraySchema().items(items);
    }

    private static Schema<?> object(Map<String, Schema<?>> properties, List<String> required) {
        Schema<?> schema = new ObjectSchema();
        new TreeMap<>(properties).forEach(schema::addProperty);
        schema.setRequired(required);
        return schema;
    }
}
