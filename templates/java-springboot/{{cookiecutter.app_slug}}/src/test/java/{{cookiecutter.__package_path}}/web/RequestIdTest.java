package {{ cookiecutter.__java_package }}.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

import {{ cookiecutter.__java_package }}.ApiTest;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class RequestIdTest extends ApiTest {

    private static Optional<JsonNode> logged(CapturedOutput output, String id) {
        return output.getOut()
                .lines()
                .filter(line -> line.contains(id) && line.contains("\"message\":\"request\""))
                .map(ApiTest::json)
                .findFirst();
    }

    @Test
    void aGoodIdIsTakenAnsweredAndLogged(CapturedOutput output) throws Exception {
        assertThat(header(get("/nothing?x=hunter2", "X-Request-ID", "abc-1"), "x-request-id"))
                .isEqualTo("abc-1");
        Instant limit = Instant.now().plus(Duration.ofSeconds(10));
        while (logged(output, "abc-1").isEmpty() && Instant.now().isBefore(limit)) {
            Thread.sleep(20);
        }
        JsonNode line = logged(output, "abc-1").orElseThrow();
        assertThat(line.path("request_id").asString()).isEqualTo("abc-1");
        assertThat(line.path("method").asString()).isEqualTo("GET");
        assertThat(line.path("path").asString()).isEqualTo("/nothing");
        assertThat(line.path("status").asInt()).isEqualTo(404);
        assertThat(line.has("duration_ms")).isTrue();
        assertThat(output.getOut()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "<b>", "ünï"})
    void aBadIdIsReplaced(String given) {
        assertThat(header(get("/nothing", "X-Request-ID", given), "x-request-id"))
                .matches("[0-9a-f]{32}");
    }

    @Test
    void eachRequestHasItsOwn() {
        assertThat(header(get("/nothing"), "x-request-id")).isNotEqualTo(header(get("/nothing"), "x-request-id"));
    }

    @Test
    void aHealthyProbeIsNotLogged(CapturedOutput output) throws Exception {
        get("/health/ready", "X-Request-ID", "probe-1");
        Thread.sleep(200);
        assertThat(logged(output, "probe-1")).isEmpty();
    }
}
