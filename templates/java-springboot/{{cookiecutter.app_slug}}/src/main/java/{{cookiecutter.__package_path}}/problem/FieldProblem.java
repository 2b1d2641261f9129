package {{ cookiecutter.__java_package }}.problem;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.ConstraintViolation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What is wrong with one part of a request.
 *
 * @param loc the way to the part: body, title
 * @param msg what is wrong with it; it does not repeat the value, which may be secret
 * @param type the same as a word for programs
 */
public record FieldProblem(List<String> loc, String msg, String type) {

    private static final int LONGEST = 100;

    /** Names of members are the caller's own: they are sent back short, and as text that can be sent. */
    public FieldProblem {
        loc = loc.stream().map(FieldProblem::harmless).toList();
    }

    /** About a body as a whole. */
    public static FieldProblem inBody(String message, String type) {
        return new FieldProblem(List.of("body"), message, type);
    }

    /** About a part of a body, by the name that it has there. */
    public static FieldProblem inBody(String name, String message, String type) {
        return new FieldProblem(List.of("body", name), message, type);
    }

    /** About a part of a body that was read; the caller is told the name that it has in JSON. */
    public static FieldProblem inBody(Object body, ConstraintViolation<?> wrong) {
        String rule =
                wrong.getConstraintDescriptor().getAnnotation().annotationType().getSimpleName();
        return inBody(body, wrong.getPropertyPath().toString(), wrong.getMessage(), rule);
    }

    /** About a parameter of the query. */
    public static FieldProblem inQuery(String name, String message) {
        return new FieldProblem(List.of("query", name), message, "value_error");
    }

    static FieldProblem inBody(Object body, String path, String message, String rule) {
        String[] way = path.split("[.\\[\\]]+");
        Stream<String> loc = Stream.concat(
                Stream.of("body", inJson(body, way[0])), Arrays.stream(way).skip(1));
        String type = rule.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
        return new FieldProblem(loc.toList(), message, type);
    }

    private static String inJson(Object body, String name) {
        return Arrays.stream(body.getClass().getDeclaredFields())
                .filter(field -> field.getName().equals(name) && field.isAnnotationPresent(JsonProperty.class))
                .map(field -> field.getAnnotation(JsonProperty.class).value())
                .filter(given -> !given.isEmpty())
                .findFirst()
                .orElse(name);
    }

    private static String harmless(String part) {
        String some = part.substring(0, Math.min(part.length(), LONGEST));
        return new String(some.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
