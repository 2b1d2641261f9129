package {{ cookiecutter.__java_package }}.problem;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;

/**
 * What is wrong with one part of a request.
 *
 * @param loc the way to the part: body, title
 * @param msg what is wrong with it; it does not repeat the value, which may be secret
 */
public record FieldProblem(List<String> loc, String msg) {

    /** About a part of a body, by the name that it has there. */
    public static FieldProblem inBody(String name, String message) {
        return of("body", name, message);
    }

    /** About a part of a body that was read; the caller is told the name that it has in JSON. */
    public static FieldProblem inBody(Object body, String path, String message) {
        String[] way = path.split("(?=[.\\[])", 2);
        return inBody(inJson(body, way[0]) + (way.length > 1 ? way[1] : ""), message);
    }

    static FieldProblem of(String place, String path, String message) {
        return new FieldProblem(List.of((place + "." + path).split("[.\\[\\]]+")), message);
    }

    private static String inJson(Object body, String name) {
        return Arrays.stream(body.getClass().getDeclaredFields())
                .filter(field -> field.getName().equals(name) && field.isAnnotationPresent(JsonProperty.class))
                .map((Field field) -> field.getAnnotation(JsonProperty.class).value())
                .filter(given -> !given.isEmpty())
                .findFirst()
                .orElse(name);
    }
}
