package {{ cookiecutter.__java_package }};

import java.util.List;

/** A request that can be read, but has parts that are wrong. */
public class InvalidRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem.FieldError> errors;

    /** About one part of the body. */
    public static Problem.FieldError inBody(String name, String message, String type) {
        return new Problem.FieldError(List.of("body", name), message, type);
    }

    /** The messages must not repeat the values. */
    public InvalidRequest(List<Problem.FieldError> errors) {
        super("the request is not valid");
        this.errors = List.copyOf(errors);
    }

    List<Problem.FieldError> errors() {
        return errors;
    }
}
