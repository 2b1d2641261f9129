package {{ cookiecutter.__java_package }};

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import {{ cookiecutter.__java_package }}.database.Ids;
import {{ cookiecutter.__java_package }}.database.JsonDocument;

/** The types of JSON values, strict: nothing is taken for what it is not. Decimals are texts. */
final class JsonValues {

    private static final double EXACT = 1L << 53;
    /** The application's own mapper would refuse what comes after a part of a body. */
    private static final ObjectReader PART = new ObjectMapper().reader();

    private static final int LAST_YEAR = 9999;
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern MOMENT =
            Pattern.compile(DAY + "T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})");

    private JsonValues() {}

    static SimpleModule module() {
        return new SimpleModule("strict")
                .addDeserializer(String.class, new Reader<>(String.class, "a text", JsonValues::text))
                .addDeserializer(
                        Integer.class,
                        new Reader<>(Integer.class, "a whole number of 32 bits", json -> Math.toIntExact(whole(json))))
                .addDeserializer(Long.class, new Reader<>(Long.class, "a whole number of 64 bits", JsonValues::whole))
                .addDeserializer(
                        Double.class, new Reader<>(Double.class, "a number that can be kept", JsonValues::number))
                .addDeserializer(
                        BigDecimal.class,
                        new Reader<>(
                                BigDecimal.class,
                                "a text such as 12.50",
                                json -> new BigDecimal(written(json, DECIMAL))))
                .addDeserializer(
                        JsonDocument.class,
                        new Reader<>(
                                JsonDocument.class, "an object or an array that can be kept", JsonValues::document))
                .addDeserializer(
                        Ids.class, new Reader<>(Ids.class, "a list of ids, each once, 100 at most", JsonValues::ids))
                .addDeserializer(
                        LocalDate.class, new Reader<>(LocalDate.class, "a text such as 2024-02-28", JsonValues::day))
                .addDeserializer(
                        Instant.class,
                        new Reader<>(Instant.class, "a text such as 2024-02-28T10:30:00Z", JsonValues::moment))
                .addSerializer(BigDecimal.class, new DecimalWriter());
    }

    /** Databases cannot keep the character NUL, and half a pair of surrogates cannot be sent back. */
    private static String text(JsonParser json) throws IOException {
        String text = written(json, null);
        require(text.codePoints().noneMatch(each -> each == 0 || (each >= 0xD800 && each <= 0xDFFF)));
        return text;
    }

    /** JSON has one kind of number: 1.0 is the whole number 1. */
    private static long whole(JsonParser json) throws IOException {
        if (json.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
            double value = json.getDoubleValue();
            require(value == Math.rint(value) && Math.abs(value) < EXACT);
            return (long) value;
        }
        require(json.hasToken(JsonToken.VALUE_NUMBER_INT));
        return json.getBigIntegerValue().longValueExact();
    }

    private static double number(JsonParser json) throws IOException {
        require(json.currentToken().isNumeric());
        double value = json.getDoubleValue();
        require(Double.isFinite(value));
        return value;
    }

    private static JsonDocument document(JsonParser json) throws IOException {
        JsonNode value = PART.readTree(json);
        JsonDocument document = new JsonDocument(value);
        require(document.isKept());
        return document;
    }

    private static Ids ids(JsonParser json) throws IOException {
        require(json.hasToken(JsonToken.START_ARRAY));
        List<Long> found = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            found.add(whole(json));
        }
        Ids ids = new Ids(found);
        require(ids.areIds());
        return ids;
    }

    private static LocalDate day(JsonParser json) throws IOException {
        LocalDate day = LocalDate.parse(written(json, DAY));
        require(day.getYear() > 0);
        return day;
    }

    /** With any zone, as precisely as databases keep it. */
    private static Instant moment(JsonParser json) throws IOException {
        OffsetDateTime moment = OffsetDateTime.parse(written(json, MOMENT)).withOffsetSameInstant(ZoneOffset.UTC);
        require(moment.getYear() > 0 && moment.getYear() <= LAST_YEAR);
        return moment.toInstant().truncatedTo(ChronoUnit.MICROS);
    }

    private static String written(JsonParser json, Pattern form) throws IOException {
        require(json.hasToken(JsonToken.VALUE_STRING));
        String text = json.getText();
        require(form == null || form.matcher(text).matches());
        return text;
    }

    private static void require(boolean good) {
        if (!good) {
            throw new ArithmeticException();
        }
    }

    /** How a value is read; what it throws by DateTimeException or ArithmeticException is a wrong value. */
    private interface Reading<T> {

        T from(JsonParser json) throws IOException;
    }

    private static final class Reader<T> extends StdDeserializer<T> {

        private static final long serialVersionUID = 1L;
        private final String wanted;
        private final transient Reading<T> reading;

        Reader(Class<T> type, String wanted, Reading<T> reading) {
            super(type);
            this.wanted = wanted;
            this.reading = reading;
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
            try {
                return reading.from(json);
            } catch (DateTimeException | ArithmeticException error) {
                return context.reportInputMismatch(this, "must be " + wanted);
            }
        }
    }

    private static final class DecimalWriter extends StdSerializer<BigDecimal> {

        private static final long serialVersionUID = 1L;

        DecimalWriter() {
            super(BigDecimal.class);
        }

        @Override
        public void serialize(BigDecimal value, JsonGenerator json, SerializerProvider context) throws IOException {
            json.writeString(value.toPlainString());
        }
    }
}
