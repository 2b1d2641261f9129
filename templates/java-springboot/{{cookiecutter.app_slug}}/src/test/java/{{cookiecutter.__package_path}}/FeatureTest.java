package {{ cookiecutter.__java_package }};

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Stories of a feature: what it stores is gone after each. */
public abstract class FeatureTest extends ApiTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    private JdbcTemplate database;

    /** Empties tables; those that refer to others come first. */
    protected final void empty(String... tables) {
        for (String table : tables) {
            database.update("DELETE FROM " + table);
        }
    }

    /** Names and values by turns. */
    protected static Map<String, Object> body(Object... namesAndValues) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            body.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return body;
    }

    /** The same body with another value. */
    protected static Map<String, Object> with(Map<String, Object> body, String name, Object value) {
        return with(body, body(name, value));
    }

    /** The same body with other values. */
    protected static Map<String, Object> with(Map<String, Object> body, Map<String, Object> others) {
        Map<String, Object> changed = new LinkedHashMap<>(body);
        changed.putAll(others);
        return changed;
    }

    /** Some values of a body. */
    protected static Map<String, Object> only(Map<String, Object> body, String... names) {
        Map<String, Object> some = new LinkedHashMap<>(body);
        some.keySet().retainAll(List.of(names));
        return some;
    }

    /** The same body without one of its values. */
    protected static Map<String, Object> without(Map<String, Object> body, String name) {
        Map<String, Object> changed = new LinkedHashMap<>(body);
        changed.remove(name);
        return changed;
    }

    protected final HttpResponse<String> post(String path, Map<String, Object> body) {
        return sendJson("POST", path, JSON.writeValueAsString(body));
    }

    protected final HttpResponse<String> patch(String path, Map<String, Object> body) {
        return sendJson("PATCH", path, JSON.writeValueAsString(body));
    }

    /** A request with If-Match; without a body, when that is null. */
    protected final HttpResponse<String> sendIf(String method, String path, Map<String, Object> body, String tag) {
        String text = body == null ? "" : JSON.writeValueAsString(body);
        return send(method, path, text, "Content-Type", "application/json", "If-Match", tag);
    }

    protected final HttpResponse<String> delete(String path) {
        return send("DELETE", path, "");
    }

    /** A new resource. */
    protected final JsonNode make(String path, Map<String, Object> body) {
        return good(post(path, body), 201);
    }

    /** The id of a new resource. */
    protected final long id(String path, Map<String, Object> body) {
        return make(path, body).path("id").asLong();
    }

    /** What an answer with this status says. */
    protected static JsonNode good(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return json(answer.body());
    }

    /** A value as an answer would have it. */
    protected static JsonNode asJson(Object value) {
        return json(JSON.writeValueAsString(value));
    }

    /** The answer refuses this part of the body. */
    protected static void refuses(HttpResponse<String> answer, String name) {
        JsonNode errors = problem(answer, 422).path("errors");
        assertThat(errors.path(0).path("loc")).isEqualTo(json("[\"body\", \"" + name + "\"]"));
    }
}
