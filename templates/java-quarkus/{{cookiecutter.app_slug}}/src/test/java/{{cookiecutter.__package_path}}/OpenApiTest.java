package {{ cookiecutter.__java_package }};

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.startsWith;

@QuarkusTest
class OpenApiTest {
    @Test
    void theDocumentTellsOfEveryAddress() {
        given().get("/openapi.json")
                .then()
                .statusCode(200)
                .body("openapi", startsWith("3."))
                .body("info.title", equalTo("{{ cookiecutter.app_name }}"))
                .body("info.version", equalTo("0.1.0"))
                .body("paths", hasKey("/health/ready"))
                .body("paths", hasKey("/test-only/notes/{id}"));
    }
}
