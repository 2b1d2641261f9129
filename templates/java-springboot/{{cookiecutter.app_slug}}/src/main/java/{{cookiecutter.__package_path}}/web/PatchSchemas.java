package {{ cookiecutter.__java_package }}.web;

import io.swagger.v3.core.util.AnnotationsUtils;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The OpenAPI document says of PATCH that nothing must be sent: its bodies have schemas of their own. */
@Configuration(proxyBeanMethods = false)
class PatchSchemas {

    private static final String SCHEMAS = "#/components/schemas/";

    @Bean
    OpenApiCustomizer nothingOfAPatchIsRequired() {
        return document -> document.getPaths().values().stream()
                .map(PathItem::getPatch)
                .filter(Objects::nonNull)
                .map(Operation::getRequestBody)
                .filter(Objects::nonNull)
                .flatMap(body -> body.getContent().values().stream())
                .forEach(content -> relax(document, content));
    }

    private static void relax(OpenAPI document, MediaType content) {
        String reference = content.getSchema().get$ref();
        if (reference == null) {
            return;
        }
        String name = reference.substring(SCHEMAS.length());
        String relaxed = name.replaceFirst("(Body)?$", "Change");
        Schema<?> whole = document.getComponents().getSchemas().get(name);
        Schema<?> part = AnnotationsUtils.clone(whole, true);
        part.setRequired(null);
        for (Schema<?> property : part.getProperties().values()) {
            property.setDefault(null);
            property.setDefaultSetFlag(false);
        }
        document.getComponents().addSchemas(relaxed, part);
        content.setSchema(new Schema<>().$ref(SCHEMAS + relaxed));
    }
}
