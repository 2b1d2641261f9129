package {{ cookiecutter.__java_package }};

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Stories from the outside: requests to the whole application, which all these tests share. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "app.database-url=${TEST_DATABASE_URL:jdbc:h2:mem:test}",
            "app.cors-origins=https://example.com",
            "app.log-level=INFO",
            "app.log-format=json",
            "app.otel-exporter-otlp-endpoint=",
            "spring.jpa.hibernate.ddl-auto=validate"
        })
public abstract class ApiTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    @LocalServerPort
    private int port;

    protected final HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    protected final HttpResponse<String> sendJson(String method, String path, String body) {
        return send(method, path, body, "Content-Type", "application/json");
    }

    protected final HttpResponse<String> send(String method, String path, String body, String... headers) {
        return send(port, method, path, body, headers);
    }

    public static HttpResponse<String> send(int port, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException error) {
            throw new IllegalStateException(error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(error);
        }
    }

    public static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    protected static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** The answer is a whole problem document; what it says. */
    protected static JsonNode problem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(header(answer, "content-type")).startsWith("application/problem+json");
        JsonNode problem = json(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asString()).isNotEmpty();
        assertThat(problem.path("detail").asString()).isNotEmpty();
        assertThat(problem.path("instance").asString())
                .isEqualTo(answer.request().uri().getRawPath());
        assertThat(problem.path("request_id").asString()).isEqualTo(header(answer, "x-request-id"));
        assertThat(answer.body()).doesNotContain("secret", "hunter2", "Exception");
        return problem;
    }
}
