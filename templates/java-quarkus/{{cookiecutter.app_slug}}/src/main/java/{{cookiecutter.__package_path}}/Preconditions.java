package {{ cookiecutter.__java_package }};

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** ETag and If-Match (RFC 9110): a change made from what is no longer there is refused. */
@ApplicationScoped
public class Preconditions {
    private static final int LENGTH = 32;

    private final ObjectMapper json;
    private final AppConfig config;

    Preconditions(ObjectMapper json, AppConfig config) {
        this.json = json;
        this.config = config;
    }

    /** An answer with its ETag. */
    public <R> RestResponse<R> tagged(R answer) {
        return ResponseBuilder.ok(answer).header(HttpHeaders.ETAG, tag(answer)).build();
    }

    /** The answer of a new resource at this address. */
    public <R> RestResponse<R> created(String address, R answer) {
        return ResponseBuilder.create(RestResponse.Status.CREATED, answer)
                .header(HttpHeaders.LOCATION, address)
                .header(HttpHeaders.ETAG, tag(answer))
                .build();
    }

    /** Raises 428 for a change without a condition, where the settings demand one. */
    void demand(String ifMatch) {
        if (config.requireIfMatch() && ifMatch == null) {
            throw new ProblemException(
                    Response.Status.PRECONDITION_REQUIRED, "Send If-Match with the ETag of what is to be changed.");
        }
    }

    /** Raises 412 unless one of the tags is that of the answer; without the header everything is fine. */
    void check(String ifMatch, Object answer) {
        if (ifMatch == null) {
            return;
        }
        var tags = Arrays.stream(ifMatch.split(",")).map(String::strip).toList();
        if (!tags.contains("*") && !tags.contains(tag(answer))) {
            throw new ProblemException(
                    Response.Status.PRECONDITION_FAILED,
                    "It was changed meanwhile: get it again, and send the change with its new ETag.");
        }
    }

    /** The same for the same content, and for nothing else. */
    private String tag(Object answer) {
        try {
            var content = json.writeValueAsString(answer).getBytes(StandardCharsets.UTF_8);
            var digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest).substring(0, LENGTH) + '"';
        } catch (JsonProcessingException | NoSuchAlgorithmException error) {
            throw new IllegalStateException(error);
        }
    }
}
