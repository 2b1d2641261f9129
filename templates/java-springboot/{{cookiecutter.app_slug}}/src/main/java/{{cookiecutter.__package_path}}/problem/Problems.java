package {{ cookiecutter.__java_package }}.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

import {{ cookiecutter.__java_package }}.web.RequestIdFilter;

/** Failures as problem documents (RFC 9457): one shape for all, with the request's id. */
public final class Problems {

    private static final URI ANY = URI.create("about:blank");

    private Problems() {}

    /** The usual problem of a status. */
    public static ProblemDetail of(HttpStatusCode status) {
        return ProblemDetail.forStatusAndDetail(status, sentence(status));
    }

    /** The request can be read, but some of its parts are wrong. */
    public static ProblemDetail invalid(List<FieldProblem> errors) {
        return of(HttpStatus.UNPROCESSABLE_CONTENT, errors);
    }

    /** The usual problem of a status, and what is wrong with which parts of the request. */
    static ProblemDetail of(HttpStatusCode status, List<FieldProblem> errors) {
        ProblemDetail problem = of(status);
        problem.setProperty("errors", errors);
        return problem;
    }

    /** The usual problem of a status as JSON, for those places where no request is known. */
    public static byte[] text(HttpStatus status) {
        String form = """
                {"type":"about:blank","title":"%s","status":%d,"detail":"%s"}""";
        String text = form.formatted(status.getReasonPhrase(), status.value(), sentence(status));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Adds what is known of the request. */
    static ProblemDetail complete(ProblemDetail problem, HttpServletRequest request, String path) {
        problem.setType(ANY);
        problem.setInstance(URI.create(path));
        problem.setProperty("request_id", RequestIdFilter.of(request));
        return problem;
    }

    private static String sentence(HttpStatusCode status) {
        if (status.is5xxServerError()) {
            return status.value() == HttpStatus.SERVICE_UNAVAILABLE.value()
                    ? "The server cannot answer now; try again later."
                    : "The server could not complete the request.";
        }
        return switch (status.value()) {
            case 404 -> "There is nothing here.";
            case 405 -> "This address does not take this method.";
            case 406 -> "The answer does not exist in the form that was asked for.";
            case 409 -> "The change conflicts with data that exists.";
            case 412 -> "It was changed meanwhile: get it again, and send the change once more.";
            case 413 -> "The body is too long.";
            case 415 -> "This address does not take a body of this type.";
            case 422 -> "The request is not valid.";
            default -> "The request cannot be accepted.";
        };
    }
}
