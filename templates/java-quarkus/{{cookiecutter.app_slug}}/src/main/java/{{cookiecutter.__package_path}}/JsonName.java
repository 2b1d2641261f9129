package {{ cookiecutter.__java_package }};

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.ConstraintViolation;
import java.util.Arrays;
import java.util.Locale;

/** What fields and rules are called in JSON. */
final class JsonName {
    private JsonName() {}

    static String of(Class<?> type, String field) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(one -> one.getName().equals(field) && one.isAnnotationPresent(JsonProperty.class))
                .map(one -> one.getAnnotation(JsonProperty.class).value())
                .filter(given -> !given.isEmpty())
                .findFirst()
                .orElse(field);
    }

    /** A rule as a word for programs: not_null. */
    static String rule(ConstraintViolation<?> wrong) {
        var name =
                wrong.getConstraintDescriptor().getAnnotation().annotationType().getSimpleName();
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
