package {{ cookiecutter.__java_package }};

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Stories of a feature: what it stores is gone after each. */
public abstract class FeatureTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource
    URI address;

    @Inject
    DataSource database;

    /** Empties tables; those that refer to others come first. */
    protected final void empty(String... tables) throws Exception {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            for (var table : tables) {
                statement.executeUpdate("DELETE FROM " + table);
            }
        }
    }

    /** Names and values by turns. */
    protected static Map<String, Object> body(Object... namesAndValues) {
        var body = new LinkedHashMap<String, Object>();
        for (var i = 0; i < namesAndValues.length; i += 2) {
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
        var changed = new LinkedHashMap<String, Object>(body);
        changed.putAll(others);
        return changed;
    }

    /** Some values of a body. */
    protected static Map<String, Object> only(Map<String, Object> body, String... names) {
        var some = new LinkedHashMap<String, Object>(body);
        some.keySet().retainAll(List.of(names));
        return some;
    }

    /** The same body without one of its values. */
    protected static Map<String, Object> without(Map<String, Object> body, String name) {
        var changed = new LinkedHashMap<String, Object>(body);
        changed.remove(name);
        return changed;
    }

    protected final HttpResponse<String> get(String path) {
        return send("GET", path, "");
    }

    protected final HttpResponse<String> post(String path, Map<String, Object> body) {
        return send("POST", path, text(body));
    }

    protected final HttpResponse<String> patch(String path, Map<String, Object> body) {
        return send("PATCH", path, text(body));
    }

    protected final HttpResponse<String> delete(String path) {
        return send("DELETE", path, "");
    }

    /** A request with If-Match; without a body, when that is null. */
    protected final HttpResponse<String> sendIf(String method, String path, Map<String, Object> body, String tag) {
        return send(method, path, body == null ? "" : text(body), "If-Match", tag);
    }

    protected final HttpResponse<String> send(String method, String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(address.resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (Exception error) {
            throw new IllegalStateException(error);
        }
    }

    /** A new resource. */
    protected final JsonNode make(String path, Map<String, Object> body) {
        return good(post(path, body), 201);
    }

    /** The id of a new resource. */
    protected final long id(String path, Map<String, Object> body) {
        return make(path, body).path("id").asLong();
    }

    protected static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** What an answer with this status says. */
    protected static JsonNode good(HttpResponse<String> answer, int status) {
        assertEquals(status, answer.statusCode(), answer.body());
        return json(answer.body());
    }

    /** The answer is a problem; what it says. */
    protected static JsonNode problem(HttpResponse<String> answer, int status) {
        assertEquals("application/problem+json", header(answer, "content-type"), answer.body());
        var problem = good(answer, status);
        assertEquals(status, problem.path("status").asInt());
        return problem;
    }

    /** The answer refuses this part of the body. */
    protected static void refuses(HttpResponse<String> answer, String name) {
        var errors = problem(answer, 422).path("errors");
        assertEquals(asJson(List.of("body", name)), errors.path(0).path("loc"));
    }

    protected static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException error) {
            throw new IllegalStateException(text, error);
        }
    }

    /** A value as an answer would have it. */
    protected static JsonNode asJson(Object value) {
        return json(text(value));
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException error) {
            throw new IllegalStateException(error);
        }
    }
}
