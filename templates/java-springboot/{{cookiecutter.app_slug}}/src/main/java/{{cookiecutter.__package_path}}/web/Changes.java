package {{ cookiecutter.__java_package }}.web;

import jakarta.validation.Validator;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import {{ cookiecutter.__java_package }}.problem.FieldProblem;
import {{ cookiecutter.__java_package }}.problem.InvalidRequest;

/** Changes to what is there: only what was sent changes, and what was sent must be valid. */
@Component
public class Changes {

    private final JsonMapper json;
    private final Validator validator;

    Changes(JsonMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /** Lays what was sent over a body that is as it was before; what is there may be older than a rule. */
    public <T> T apply(T body, JsonNode sent) {
        if (!sent.isObject()) {
            throw new InvalidRequest(List.of(FieldProblem.inBody("must be an object", "wrong_type")));
        }
        T changed = json.readerForUpdating(body).readValue(sent);
        List<FieldProblem> errors = validator.validate(changed).stream()
                .map(wrong -> FieldProblem.inBody(changed, wrong))
                .filter(wrong -> sent.has(wrong.loc().get(1)))
                .toList();
        if (!errors.isEmpty()) {
            throw new InvalidRequest(errors);
        }
        return changed;
    }
}
