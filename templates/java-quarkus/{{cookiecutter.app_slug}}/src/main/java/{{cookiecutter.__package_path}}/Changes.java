package {{ cookiecutter.__java_package }};

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Validator;
import jakarta.ws.rs.BadRequestException;
import java.io.IOException;
import java.util.List;

/** Changes to what is there: only what was sent changes, and what was sent must be valid. */
@ApplicationScoped
public class Changes {
    private final ObjectMapper json;
    private final Validator validator;

    Changes(ObjectMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /** Lays what was sent over a body that is as it was before; what is there may be older than a rule. */
    public <T> T apply(T body, JsonNode sent) {
        if (!sent.isObject()) {
            throw new InvalidRequest(
                    List.of(new Problem.FieldError(List.of("body"), "must be an object", "wrong_type")));
        }
        var changed = read(body, sent);
        var errors = validator.validate(changed).stream()
                .map(wrong -> InvalidRequest.inBody(
                        JsonName.of(body.getClass(), wrong.getPropertyPath().toString()),
                        wrong.getMessage(),
                        JsonName.rule(wrong)))
                .filter(wrong -> sent.has(wrong.loc().get(1)))
                .toList();
        if (!errors.isEmpty()) {
            throw new InvalidRequest(errors);
        }
        return changed;
    }

    private <T> T read(T body, JsonNode sent) {
        try {
            return json.readerForUpdating(body).readValue(sent);
        } catch (IOException error) {
            throw new BadRequestException(error);
        }
    }
}
