package {{ cookiecutter.__java_package }}.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Set;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** What the OpenAPI document says of lists: how they come in parts, their order, search, and a filter a field. */
@Configuration(proxyBeanMethods = false)
class ListParameters {

    private static final String LISTING = "#/components/schemas/Listing";

    @Bean
    @Order(0)
    OpenApiCustomizer lists() {
        return document -> document.getPaths().values().stream()
                .map(PathItem::getGet)
                .filter(Objects::nonNull)
                .forEach(operation -> describe(document, operation));
    }

    private static void describe(OpenAPI document, Operation operation) {
        ApiResponse answer = operation.getResponses().get("200");
        if (answer == null || answer.getContent() == null) {
            return;
        }
        String reference = answer.getContent().values().stream()
                .map(content -> String.valueOf(content.getSchema().get$ref()))
                .findFirst()
                .orElse("");
        if (reference.startsWith(LISTING)) {
            add(
                    operation,
                    "limit",
                    "The most rows that are answered.",
                    between("1", "100")._default(20));
            add(
                    operation,
                    "offset",
                    "How many rows are left out first.",
                    between("0", null)._default(0));
            add(operation, "cursor", "next_cursor of the part before.", new StringSchema());
            add(operation, "sort", "Fields separated by commas, each with - for the reverse.", new StringSchema());
            add(operation, "q", "A text that one of the texts holds, in any case.", new StringSchema());
            Schema<?> item = document.getComponents().getSchemas().get(reference.substring(LISTING.length()));
            item.getProperties().forEach((name, schema) -> filter(operation, name, schema));
        }
    }

    /** Rows that name one of many are found by its id; documents filter nothing. */
    private static void filter(Operation operation, String name, Schema<?> schema) {
        Set<String> types = schema.getTypes() == null ? Set.of() : schema.getTypes();
        if (!types.contains("object")) {
            Schema<?> value = types.contains("array") ? schema.getItems() : schema;
            add(operation, name, "Rows that have this value.", value);
        }
    }

    private static IntegerSchema between(String least, String most) {
        IntegerSchema schema = new IntegerSchema();
        schema.setMinimum(new BigDecimal(least));
        schema.setMaximum(most == null ? null : new BigDecimal(most));
        return schema;
    }

    private static void add(Operation operation, String name, String description, Schema<?> schema) {
        operation.addParametersItem(
                new QueryParameter().name(name).description(description).schema(schema));
    }
}
