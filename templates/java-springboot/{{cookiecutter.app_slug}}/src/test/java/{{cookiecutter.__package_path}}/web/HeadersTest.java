package {{ cookiecutter.__java_package }}.web;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import {{ cookiecutter.__java_package }}.ApiTest;

import static org.assertj.core.api.Assertions.assertThat;

class HeadersTest extends ApiTest {

    @ParameterizedTest
    @ValueSource(strings = {"/health/ready", "/nothing", "/openapi.json", "/test-only/filter"})
    void everyAnswerHasThem(String path) {
        var answer = get(path);
        assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(header(answer, "x-frame-options")).isEqualTo("DENY");
        assertThat(header(answer, "referrer-policy")).isEqualTo("no-referrer");
        assertThat(header(answer, "cache-control")).contains("no-store");
        assertThat(header(answer, "permissions-policy")).contains("camera=()");
        assertThat(header(answer, "cross-origin-opener-policy")).isEqualTo("same-origin");
        assertThat(header(answer, "content-security-policy")).startsWith("default-src 'none'");
        assertThat(header(answer, "strict-transport-security")).isEmpty();
        assertThat(header(answer, "server")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "OPTIONS"})
    void pagesOfTheSettingMayCall(String method) {
        var answer = send(
                method, "/openapi.json", "", "Origin", "https://example.com", "Access-Control-Request-Method", "GET");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "access-control-allow-origin")).isEqualTo("https://example.com");
        assertThat(header(answer, "access-control-allow-credentials")).isEmpty();
    }

    @Test
    void otherPagesMayNot() {
        var answer = get("/openapi.json", "Origin", "https://example.com.evil.test");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(header(answer, "access-control-allow-origin")).isEmpty();
        assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
        assertThat(json(answer.body()).path("status").asInt()).isEqualTo(403);
    }
}
