package {{ cookiecutter.__java_package }}.problem;

import java.util.List;

/** A request that can be read, but has parts that are wrong. */
public class InvalidRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<FieldProblem> errors;

    public InvalidRequest(List<FieldProblem> errors) {
        super("the request is not valid");
        this.errors = List.copyOf(errors);
    }

    List<FieldProblem> errors() {
        return errors;
    }
}
