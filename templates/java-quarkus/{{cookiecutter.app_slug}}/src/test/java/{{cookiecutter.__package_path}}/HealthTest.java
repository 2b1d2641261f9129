package {{ cookiecutter.__java_package }};

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

@QuarkusTest
class HealthTest {
    @Test
    void itIsAlive() {
        given().get("/health/live").then().statusCode(200).body("status", equalTo("ok"));
    }

    @Test
    void itIsReadyWhenTheDatabaseAnswersAndItsMigrationsAreApplied() {
        given().get("/health/ready").then().statusCode(200).body("status", equalTo("ok"));
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.name", hasItem("migrations"))
                .body("checks.name", hasItem("Database connections health check"));
    }
}
