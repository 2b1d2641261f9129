package {{ cookiecutter.__java_package }}.resource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

import {{ cookiecutter.__java_package }}.settings.Settings;

/** ETag and If-Match (RFC 9110): a change made from what is no longer there is refused. */
@Component
public class Preconditions {

    private static final int LENGTH = 32;

    private final JsonMapper json;
    private final boolean required;

    Preconditions(JsonMapper json, Settings settings) {
        this.json = json;
        this.required = settings.requireIfMatch();
    }

    /** An answer with its ETag. */
    public <R> ResponseEntity<R> tagged(R answer) {
        return ResponseEntity.ok().eTag(tag(answer)).body(answer);
    }

    /** The answer of a new resource at this address. */
    public <R> ResponseEntity<R> created(String address, R answer) {
        return ResponseEntity.created(URI.create(address)).eTag(tag(answer)).body(answer);
    }

    /** Raises 428 for a change without a condition, where the settings demand one. */
    void demand(String ifMatch) {
        if (required && ifMatch == null) {
            throw new ResponseStatusException(
                    HttpStatus.PRECONDITION_REQUIRED, "Send If-Match with the ETag of what is to be changed.");
        }
    }

    /** Raises 412 unless one of the tags is that of the answer; without the header everything is fine. */
    void check(String ifMatch, Object answer) {
        if (ifMatch == null) {
            return;
        }
        List<String> tags = Arrays.stream(ifMatch.split(",")).map(String::strip).toList();
        if (!tags.contains("*") && !tags.contains(tag(answer))) {
            throw new ResponseStatusException(
                    HttpStatus.PRECONDITION_FAILED,
                    "It was changed meanwhile: get it again, and send the change with its new ETag.");
        }
    }

    /** The same for the same content, and for nothing else. */
    private String tag(Object answer) {
        try {
            byte[] content = json.writeValueAsString(answer).getBytes(StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest).substring(0, LENGTH) + '"';
        } catch (NoSuchAlgorithmException error) {
            throw new IllegalStateException(error);
        }
    }
}
