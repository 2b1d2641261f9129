package {{ cookiecutter.__java_package }};

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

@QuarkusTest
class HeadersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health/live",
                "/openapi.json",
                "/nothing-here",
                "/q/nothing-here",
                "/test-only/notes?size=1",
                "/test-only/broken",
            })
    void everyAnswerHasThem(String path) {
        given().get(path)
                .then()
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", "no-referrer")
                .header("Permissions-Policy", containsString("camera=()"))
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .header("Cache-Control", equalTo("no-store"))
                .header("Strict-Transport-Security", nullValue());
    }

    @Test
    void aPageOfAnotherOriginMayNotCall() {
        given().header("Origin", "https://evil.example")
                .get("/health/live")
                .then()
                .statusCode(403)
                .header("Access-Control-Allow-Origin", nullValue());
    }
}
