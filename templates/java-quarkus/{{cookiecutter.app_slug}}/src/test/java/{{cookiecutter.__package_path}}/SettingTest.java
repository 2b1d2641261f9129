package {{ cookiecutter.__java_package }};

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SettingTest {
    @Test
    void nothingNeedsToBeSet() {
        assertEquals(Optional.empty(), Setting.firstProblem(Map.of("PATH", "/bin")));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "HOST, 0.0.0.0",
                "HOST, ::1",
                "PORT, 0",
                "PORT, 65535",
                "LOG_LEVEL, DEBUG",
                "DATABASE_URL, jdbc:h2:mem:x",
                "DATABASE_URL, jdbc:postgresql://db/x",
                "MIGRATE_ON_START, true",
                "CORS_ORIGINS, \"\"",
                "CORS_ORIGINS, \"https://a.example,http://localhost:3000\"",
                "HTTPS_ONLY, false",
                "OTEL_EXPORTER_OTLP_ENDPOINT, \"\"",
                "OTEL_EXPORTER_OTLP_ENDPOINT, http://127.0.0.1:4318",
                "SHUTDOWN_TIMEOUT, 3600",
            })
    void aGoodValueIsTaken(String name, String value) {
        assertEquals(Optional.empty(), Setting.firstProblem(Map.of(name, value)));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "HOST, \"\"",
                "HOST, \"a b\"",
                "PORT, 65536",
                "PORT, -1",
                "PORT, hunter2",
                "PORT, \"\"",
                "LOG_LEVEL, hunter2",
                "DATABASE_URL, postgres://hunter2@db/x",
                "MIGRATE_ON_START, hunter2",
                "CORS_ORIGINS, hunter2",
                "CORS_ORIGINS, \"https://a.example,\"",
                "CORS_ORIGINS, https://a.example/",
                "HTTPS_ONLY, 1",
                "OTEL_EXPORTER_OTLP_ENDPOINT, hunter2",
                "SHUTDOWN_TIMEOUT, 3601",
            })
    void aBadValueIsNamedButNotRepeated(String name, String value) {
        var problem = Setting.firstProblem(Map.of(name, value)).orElseThrow();
        assertTrue(problem.startsWith(name + " must be "), problem);
        assertTrue(!problem.contains("hunter2"), problem);
        assertEquals(1, problem.lines().count());
    }

    @Test
    void everySettingIsUsedAndExplained() throws IOException {
        for (var setting : Setting.values()) {
            var used = Files.readString(Path.of("src/main/resources/application.properties"));
            assertTrue(used.contains("${" + setting.name() + ":"), setting.name());
            var example = Files.readString(Path.of(".env.example"));
            assertTrue(example.contains("\n" + setting.name() + "="), setting.name());
        }
    }
}
