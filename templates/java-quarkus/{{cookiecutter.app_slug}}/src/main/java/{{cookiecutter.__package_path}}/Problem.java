package {{ cookiecutter.__java_package }};

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The body of every answer with a status of 400 or more (RFC 9457). */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        @JsonProperty("request_id") String requestId,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {
    /** The media type of a problem. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** What is wrong with one part of a request: the way to it, such as body, title; never its value. */
    public record FieldError(List<String> loc, String msg, String type) {
        private static final int LONGEST = 100;

        /** Names of members are the caller's own: they are sent back short, and as text that can be sent. */
        public FieldError {
            loc = loc.stream().map(FieldError::harmless).toList();
        }

        private static String harmless(String part) {
            var some = part.substring(0, Math.min(part.length(), LONGEST));
            return new String(some.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        }
    }

    static Problem of(RoutingContext context, int status, String detail, List<FieldError> errors) {
        return new Problem(
                "about:blank",
                HttpResponseStatus.valueOf(status).reasonPhrase(),
                status,
                detail == null ? usualDetail(status) : detail,
                context.request().path(),
                RequestLog.id(context),
                errors);
    }

    static Problem of(RoutingContext context, int status) {
        return of(context, status, null, List.of());
    }

    private static String usualDetail(int status) {
        return switch (status) {
            case 404 -> "There is nothing here.";
            case 405 -> "This address does not take this method.";
            case 409 -> "The change conflicts with data that exists.";
            case 412 -> "It was changed meanwhile: get it again, and send the change once more.";
            case 413 -> "The body is too large.";
            case 415 -> "The body has a media type that is not taken here.";
            case 422 -> "The request is not valid.";
            case 503 -> "The server cannot answer now; try again later.";
            default -> status < 500 ? "The request cannot be accepted." : "The server could not complete the request.";
        };
    }
}
