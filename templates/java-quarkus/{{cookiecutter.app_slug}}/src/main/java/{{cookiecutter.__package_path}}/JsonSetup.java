package {{ cookiecutter.__java_package }};

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.util.List;

/** JSON is taken by its word: no member is ignored, no number becomes a text. {@link JsonValues} has the types. */
@Singleton
class JsonSetup implements ObjectMapperCustomizer {
    @Override
    public int priority() {
        return MINIMUM_PRIORITY;
    }

    @Override
    public void customize(ObjectMapper json) {
        json.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        // Bodies are short; a long name is a member that is not known.
        json.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNameLength(BodyRules.LIMIT)
                        .build());
        json.enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
        json.setDefaultLeniency(false);
        json.coercionConfigDefaults().setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
        refuse(json, LogicalType.Textual, CoercionInputShape.Integer, CoercionInputShape.Float);
        refuse(json, LogicalType.Textual, CoercionInputShape.Boolean);
        refuse(json, LogicalType.Integer, CoercionInputShape.String, CoercionInputShape.Float);
        refuse(json, LogicalType.Boolean, CoercionInputShape.String, CoercionInputShape.Integer);
        json.registerModule(JsonValues.module());
    }

    private static void refuse(ObjectMapper json, LogicalType type, CoercionInputShape... shapes) {
        for (var shape : List.of(shapes)) {
            json.coercionConfigFor(type).setCoercion(shape, CoercionAction.Fail);
        }
        json.coercionConfigFor(type).setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
    }
}
