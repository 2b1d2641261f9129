package {{ cookiecutter.__java_package }};

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

/** Behind TLS, with pages of one origin, and with a database that has not got its migrations yet. */
@QuarkusTest
@TestProfile(StrictTest.Strict.class)
class StrictTest {
    public static class Strict implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "app.https-only",
                    "true",
                    "quarkus.http.cors.origins",
                    "https://friend.example",
                    "quarkus.flyway.locations",
                    "db/testing",
                    "quarkus.flyway.table",
                    "strict_history",
                    "quarkus.flyway.migrate-at-start",
                    "false",
                    "quarkus.hibernate-orm.schema-management.strategy",
                    "none");
        }
    }

    @Test
    void itIsAliveButNotReady() {
        given().get("/health/live").then().statusCode(200);
        given().get("/health/ready").then().statusCode(503).contentType("application/problem+json");
        given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body("status", equalTo("DOWN"))
                .body("checks.find { it.name == 'migrations' }.data.pending", equalTo(1));
    }

    @Test
    void browsersAreToldToUseHttps() {
        given().get("/nothing-here").then().header("Strict-Transport-Security", containsString("max-age=31536000"));
    }

    @Test
    void aPageOfTheOriginMayCall() {
        given().header("Origin", "https://friend.example")
                .get("/health/live")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", "https://friend.example")
                .header("Access-Control-Expose-Headers", "X-Request-ID,ETag,Location");
    }
}
