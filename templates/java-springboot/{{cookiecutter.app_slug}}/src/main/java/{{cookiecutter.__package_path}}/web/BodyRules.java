package {{ cookiecutter.__java_package }}.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.util.List;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import {{ cookiecutter.__java_package }}.problem.FieldProblem;
import {{ cookiecutter.__java_package }}.problem.InvalidRequest;

/** Bodies: at most a mebibyte (413), JSON as a whole (400) before any part of it is judged, and not null (422). */
@RestControllerAdvice
class BodyRules extends RequestBodyAdviceAdapter {

    private static final int LIMIT = 1 << 20;

    private final JsonMapper json;

    BodyRules(JsonMapper json) {
        this.json = json;
    }

    @Override
    public boolean supports(MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converter) {
        return JacksonJsonHttpMessageConverter.class.isAssignableFrom(converter);
    }

    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter)
            throws IOException {
        byte[] body = message.getHeaders().getContentLength() > LIMIT
                ? null
                : message.getBody().readNBytes(LIMIT + 1);
        if (body == null || body.length > LIMIT) {
            throw new ResponseStatusException(
                    HttpStatus.CONTENT_TOO_LARGE, "The body is longer than " + LIMIT + " bytes.");
        }
        try {
            if (json.readTree(body).isNull()) {
                throw new InvalidRequest(List.of(FieldProblem.inBody("must not be null", "wrong_type")));
            }
        } catch (JacksonException error) {
            throw new HttpMessageNotReadableException("not JSON", message);
        }
        return new Reread(message.getHeaders(), body);
    }

    private record Reread(HttpHeaders headers, byte[] content) implements HttpInputMessage {

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public InputStream getBody() {
            return new ByteArrayInputStream(content);
        }
    }
}
