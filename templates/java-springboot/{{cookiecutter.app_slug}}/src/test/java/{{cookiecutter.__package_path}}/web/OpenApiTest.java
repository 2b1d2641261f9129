package {{ cookiecutter.__java_package }}.web;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.info.BuildProperties;
import tools.jackson.databind.JsonNode;

import {{ cookiecutter.__java_package }}.ApiTest;

import static org.assertj.core.api.Assertions.assertThat;

class OpenApiTest extends ApiTest {

    @Autowired
    private BuildProperties build;

    private JsonNode document() {
        return json(get("/openapi.json").body());
    }

    @Test
    void theDocumentNamesTheApplicationAndItsPaths() {
        JsonNode document = document();
        assertThat(document.path("openapi").asString()).startsWith("3.");
        assertThat(document.path("info").path("title").asString()).isEqualTo(build.getArtifact());
        assertThat(document.path("info").path("version").asString()).isEqualTo(build.getVersion());
        assertThat(document.path("paths").has("/test-only/notes")).isTrue();
        assertThat(document.path("paths").has("/error")).isFalse();
    }

    @Test
    void everyOperationMayFailInTheSameShape() {
        JsonNode document = document();
        document.path("paths")
                .forEach(path -> path.forEach(operation -> assertThat(operation
                                .path("responses")
                                .path("default")
                                .path("content")
                                .path("application/problem+json")
                                .path("schema")
                                .path("$ref")
                                .asString())
                        .isEqualTo("#/components/schemas/Problem")));
        JsonNode problem = document.path("components").path("schemas").path("Problem");
        assertThat(problem.path("properties").has("request_id")).isTrue();
    }
}
