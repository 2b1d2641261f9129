package {{ cookiecutter.__java_package }};

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/** Why a request could not be done, with a sentence for the caller. */
public class ProblemException extends WebApplicationException {
    private static final long serialVersionUID = 1L;

    /** The sentence must not tell what only the server may know. */
    public ProblemException(Response.Status status, String detail) {
        super(detail, status);
    }
}
