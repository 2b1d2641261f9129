package {{ cookiecutter.__java_package }};

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
class RequestsTest {
    private final Logger root = Logger.getLogger("");
    private final Records records = new Records();

    @BeforeEach
    void listen() {
        root.addHandler(records);
    }

    @AfterEach
    void stopListening() {
        root.removeHandler(records);
    }

    @Test
    void aHarmlessIdIsKept() {
        given().header("X-Request-ID", "abc-1.2_3").get("/health/live").then().header("X-Request-ID", "abc-1.2_3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "<b>", "{\"a\": 1}"})
    void anotherIdIsReplaced(String id) {
        given().header("X-Request-ID", id)
                .get("/health/live")
                .then()
                .header("X-Request-ID", matchesPattern("[0-9a-f]{32}"));
    }

    @Test
    void anIdThatIsTooLongIsReplaced() {
        given().header("X-Request-ID", "a".repeat(65))
                .get("/health/live")
                .then()
                .header("X-Request-ID", matchesPattern("[0-9a-f]{32}"));
    }

    @Test
    void eachLogLineOfARequestHasItsId() {
        given().header("X-Request-ID", "logged-1").get("/test-only/notes?size=1");
        assertEquals("logged-1", records.only("listing").getMdc("request_id"));
    }

    @Test
    void oneLineTellsOfTheRequest() {
        given().header("X-Request-ID", "logged-2").get("/test-only/notes?size=2");
        var line = records.only("request");
        assertEquals("logged-2", line.getMdc("request_id"));
        assertEquals("GET", line.getMdc("method"));
        assertEquals("/test-only/notes", line.getMdc("path"));
        assertEquals("200", line.getMdc("status"));
        assertTrue(line.getMdc("duration_ms").matches("[0-9]+\\.[0-9]"));
    }

    @Test
    void anUnhandledErrorIsLoggedInFull() {
        given().header("X-Request-ID", "logged-3").get("/test-only/broken");
        var line = records.only("unhandled error");
        assertEquals("logged-3", line.getMdc("request_id"));
        assertEquals("a secret of the server", line.getThrown().getMessage());
    }

    @Test
    void healthyProbesAreNotLogged() {
        given().get("/health/live");
        given().get("/nothing-here");
        assertEquals("/nothing-here", records.only("request").getMdc("path"));
    }

    private static final class Records extends Handler {
        private final List<ExtLogRecord> seen = new CopyOnWriteArrayList<>();

        /** The one line with that message; it may come a moment after the answer. */
        ExtLogRecord only(String message) {
            for (var end = System.nanoTime() + 5_000_000_000L; System.nanoTime() < end; Thread.onSpinWait()) {
                if (seen.stream().anyMatch(line -> line.getMessage().equals(message))) {
                    break;
                }
            }
            var found = seen.stream()
                    .filter(line -> line.getMessage().equals(message))
                    .toList();
            assertEquals(1, found.size(), () -> message + ": " + found);
            return found.getFirst();
        }

        @Override
        public void publish(LogRecord line) {
            var copy = ExtLogRecord.wrap(line);
            copy.copyMdc();
            seen.add(copy);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
