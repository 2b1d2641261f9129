package {{ cookiecutter.__java_package }}.problem;

import java.util.List;

/**
 * What is wrong with one part of a request.
 *
 * @param loc the way to the part: body, title
 * @param msg what is wrong with it; it does not repeat the value, which may be secret
 */
public record FieldProblem(List<String> loc, String msg) {

    static FieldProblem of(String place, String path, String message) {
        return new FieldProblem(List.of((place + "." + path).split("[.\\[\\]]+")), message);
    }
}
