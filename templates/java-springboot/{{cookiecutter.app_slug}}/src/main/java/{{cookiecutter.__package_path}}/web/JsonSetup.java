package {{ cookiecutter.__java_package }}.web;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.type.LogicalType;

/** JSON is taken by its word: no 1.5 becomes a whole number, no number a text. Decimals are texts. */
@Configuration(proxyBeanMethods = false)
class JsonSetup {

    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return JsonSetup::beStrict;
    }

    private static void beStrict(JsonMapper.Builder builder) {
        builder.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .defaultLeniency(false)
                .withCoercionConfigDefaults(
                        texts -> texts.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
                .withCoercionConfig(
                        LogicalType.Textual,
                        texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .addModule(new SimpleModule()
                        .addDeserializer(BigDecimal.class, new DecimalReader())
                        .addSerializer(BigDecimal.class, new DecimalWriter())
                        .addDeserializer(Double.class, new DoubleReader())
                        .addDeserializer(Instant.class, new InstantReader()));
    }

    private static final class DecimalReader extends StdDeserializer<BigDecimal> {

        private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");

        DecimalReader() {
            super(BigDecimal.class);
        }

        @Override
        public BigDecimal deserialize(JsonParser json, DeserializationContext context) {
            String text = json.hasToken(JsonToken.VALUE_STRING) ? json.getString() : "";
            if (!DECIMAL.matcher(text).matches()) {
                context.reportInputMismatch(this, "a decimal must be a text");
            }
            return new BigDecimal(text);
        }
    }

    private static final class DecimalWriter extends StdSerializer<BigDecimal> {

        DecimalWriter() {
            super(BigDecimal.class);
        }

        @Override
        public void serialize(BigDecimal value, JsonGenerator json, SerializationContext context) {
            json.writeString(value.toPlainString());
        }
    }

    private static final class DoubleReader extends StdDeserializer<Double> {

        DoubleReader() {
            super(Double.class);
        }

        @Override
        public Double deserialize(JsonParser json, DeserializationContext context) {
            if (!json.currentToken().isNumeric() || !Double.isFinite(json.getDoubleValue())) {
                context.reportInputMismatch(this, "not a number that can be kept");
            }
            return json.getDoubleValue();
        }
    }

    /** Takes a point in time with any zone, as precisely as databases keep it. */
    private static final class InstantReader extends StdDeserializer<Instant> {

        private static final Pattern FORM = Pattern.compile("[0-9]{4}-.{8,}");

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser json, DeserializationContext context) {
            String text = json.hasToken(JsonToken.VALUE_STRING) ? json.getString() : "";
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
