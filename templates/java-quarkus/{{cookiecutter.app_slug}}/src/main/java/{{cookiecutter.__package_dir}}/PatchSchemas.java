package {{ cookiecutter.__package }};

import java.util.List;
import java.util.Objects;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** The OpenAPI document says of PATCH that nothing must be sent: its bodies have schemas of their own. */
@OpenApiFilter
public class PatchSchemas implements OASFilter {
    private static final String SCHEMAS = "#/components/schemas/";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
            return;
        }
        document.getPaths().getPathItems().values().stream()
                .map(PathItem::getPATCH)
                .filter(patch -> patch != null && patch.getRequestBody() != null)
                .map(patch -> patch.getRequestBody().getContent())
                .filter(Objects::nonNull)
                .flatMap(content -> content.getMediaTypes().values().stream())
                .forEach(content -> relax(document, content));
    }

    private static void relax(OpenAPI document, MediaType content) {
        var reference = content.getSchema() == null ? null : content.getSchema().getRef();
        if (reference == null || !reference.endsWith("Body")) {
            return;
        }
        var name = reference.substring(SCHEMAS.length());
        var whole = document.getComponents().getSchemas().get(name);
        var relaxed = name.replaceFirst("Body$", "Change");
        var part = OASFactory.createSchema().type(List.of(Schema.SchemaType.OBJECT));
        part.description(whole.getDescription());
        whole.getProperties().forEach((field, schema) -> part.addProperty(field, withoutDefault(schema)));
        document.getComponents().addSchema(relaxed, part);
        content.setSchema(OASFactory.createSchema().ref(SCHEMAS + relaxed));
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
}
