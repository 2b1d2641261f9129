package {{ cookiecutter.__java_package }};

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** Bodies: at most a mebibyte (413), JSON as a whole (400) before any part of it is judged, and not null (422). */
@Provider
public class BodyRules implements ReaderInterceptor {
    static final int LIMIT = 1 << 20;

    private final ObjectMapper json;

    BodyRules(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        var body = context.getInputStream().readNBytes(LIMIT + 1);
        if (body.length > LIMIT) {
            throw new ProblemException(
                    Response.Status.REQUEST_ENTITY_TOO_LARGE, "The body is longer than " + LIMIT + " bytes.");
        }
        if (MediaType.APPLICATION_JSON_TYPE.isCompatible(context.getMediaType())) {
            check(body);
        }
        context.setInputStream(new ByteArrayInputStream(body));
        return context.proceed();
    }

    private void check(byte[] body) throws IOException {
        try {
            if (json.readTree(body).isNull()) {
                var wrong = new Problem.FieldError(List.of("body"), "must not be null", "wrong_type");
                throw new InvalidRequest(List.of(wrong));
            }
        } catch (JsonProcessingException error) {
            throw new ProblemException(Response.Status.BAD_REQUEST, "The body is not JSON.");
        }
    }
}
