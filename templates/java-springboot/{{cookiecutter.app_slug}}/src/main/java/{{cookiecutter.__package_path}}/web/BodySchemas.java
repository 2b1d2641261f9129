package {{ cookiecutter.__java_package }}.web;

import io.swagger.v3.core.util.AnnotationsUtils;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** What the OpenAPI document says of bodies: no other members, and of PATCH that nothing must be sent. */
@Configuration(proxyBeanMethods = false)
class BodySchemas {

    private static final String SCHEMAS = "#/components/schemas/";

    /** Before the failures, which are no bodies that are sent. */
    @Bean
    @Order(0)
    OpenApiCustomizer bodies() {
        return document -> document.getPaths().values().stream()
                .map(PathItem::readOperationsMap)
                .flatMap(operations -> operations.entrySet().stream())
                .filter(entry -> entry.getValue().getRequestBody() != null)
                .forEach(entry -> describe(document, entry));
    }

    private static void describe(OpenAPI document, Map.Entry<HttpMethod, Operation> entry) {
        for (MediaType content : entry.getValue().getRequestBody().getContent().values()) {
            String reference = content.getSchema().get$ref();
            if (reference == null) {
                continue;
            }
            String name = reference.substring(SCHEMAS.length());
            Schema<?> whole = document.getComponents().getSchemas().get(name);
            whole.setAdditionalProperties(false);
            if (entry.getKey() == HttpMethod.PATCH) {
                String relaxed = name.replaceFirst("(Body)?$", "Change");
                document.getComponents().addSchemas(relaxed, relaxed(whole));
                content.setSchema(new Schema<>().$ref(SCHEMAS + relaxed));
            }
        }
    }

    private static Schema<?> relaxed(Schema<?> whole) {
        Schema<?> part = AnnotationsUtils.clone(whole, true);
        part.setRequired(null);
        for (Schema<?> property : part.getProperties().values()) {
            property.setDefault(null);
            property.setDefaultSetFlag(false);
        }
        return part;
    }
}
