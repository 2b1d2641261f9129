package {{ cookiecutter.__package }};

import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;

/** JSON is taken by its word: no 1.5 becomes a whole number, no number a text. Decimals are texts. */
@Singleton
class JsonSetup implements ObjectMapperCustomizer {
    @Override
    public int priority() {
        return MINIMUM_PRIORITY;
    }

    @Override
    public void customize(ObjectMapper json) {
        json.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        json.enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
        json.setDefaultLeniency(false);
        json.coercionConfigDefaults().setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
        refuse(json, LogicalType.Textual, CoercionInputShape.Integer, CoercionInputShape.Float);
        refuse(json, LogicalType.Textual, CoercionInputShape.Boolean);
        refuse(json, LogicalType.Integer, CoercionInputShape.String, CoercionInputShape.Float);
        refuse(json, LogicalType.Boolean, CoercionInputShape.String, CoercionInputShape.Integer);
        json.registerModule(new SimpleModule("strict")
                .addDeserializer(BigDecimal.class, new DecimalReader())
                .addSerializer(BigDecimal.class, new DecimalWriter())
                .addDeserializer(Double.class, new DoubleReader())
                .addDeserializer(Instant.class, new InstantReader()));
    }

    private static void refuse(ObjectMapper json, LogicalType type, CoercionInputShape... shapes) {
        for (var shape : List.of(shapes)) {
            json.coercionConfigFor(type).setCoercion(shape, CoercionAction.Fail);
        }
        json.coercionConfigFor(type).setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
    }

    private static final class DecimalReader extends StdDeserializer<BigDecimal> {
        private static final long serialVersionUID = 1L;
        private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");

        DecimalReader() {
            super(BigDecimal.class);
        }

        @Override
        public BigDecimal deserialize(JsonParser json, DeserializationContext context) throws IOException {
            var text = json.hasToken(JsonToken.VALUE_STRING) ? json.getText() : "";
            if (!DECIMAL.matcher(text).matches()) {
                context.reportInputMismatch(this, "a decimal must be a text");
            }
            return new BigDecimal(text);
        }
    }

    private static final class DecimalWriter extends StdSerializer<BigDecimal> {
        private static final long serialVersionUID = 1L;

        DecimalWriter() {
            super(BigDecimal.class);
        }

        @Override
        public void serialize(BigDecimal value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(value.toPlainString());
        }
    }

    private static final class DoubleReader extends StdDeserializer<Double> {
        private static final long serialVersionUID = 1L;

        DoubleReader() {
            super(Double.class);
        }

        @Override
        public Double deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (!json.currentToken().isNumeric() || !Double.isFinite(json.getDoubleValue())) {
                context.reportInputMismatch(this, "not a number that can be kept");
            }
            return json.getDoubleValue();
        }
    }

    /** Takes a point in time with any zone, as precisely as databases keep it. */
    private static final class InstantReader extends StdDeserializer<Instant> {
        private static final long serialVersionUID = 1L;
        private static final Pattern FORM = Pattern.compile("[0-9]{4}-.{8,}");

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
            var text = json.hasToken(JsonToken.VALUE_STRING) ? json.getText() : "";
            try {
                if (FORM.matcher(text).matches()) {
                    return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
                }
            } catch (DateTimeException error) {
                // Told below.
            }
            return context.reportInputMismatch(this, "not a point in time with a zone");
        }
    }
}
