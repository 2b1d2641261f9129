package {{ cookiecutter.__package }};

import java.util.Arrays;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a field is called in JSON. */
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
}
