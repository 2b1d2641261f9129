package {{ cookiecutter.__java_package }};

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

@QuarkusTest
class JsonTest extends FeatureTest {
    private static final String PATH = "/test-only/memos";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            title      | 5
            title      | true
            title      | null
            page_count | 1.5
            page_count | "1"
            page_count | 10
            page_count | 1e400
            nothing    | 1
            page_count | 2147483648
            page_count | 99999999999999999999
            price      | 1.5
            price      | "1e2"
            weight     | "1.5"
            weight     | 1e999
            at         | 5
            at         | "2024-02-28T10:30:00"
            at         | "20240228T10:30:00Z"
            day        | 5
            day        | ""
            day        | "2024-02-30"
            day        | "2024-02-28T10:30:00Z"
            day        | "0000-01-01"
            at         | "0001-01-01T00:00:00+14:00"
            title      | "a\\u0000b"
            title      | "\\ud800"
            unit       | 1
            """, quoteCharacter = '\u0001')
    void whatIsNotMeantIsNotGuessed(String name, String value) {
        var change = "{\"%s\": %s}".formatted(name, value);
        var whole = "{\"title\": \"milk\", \"page_count\": 1, \"%s\": %s}".formatted(name, value);
        for (var answer : List.of(send("PATCH", PATH, change), send("POST", PATH, whole))) {
            refuses(answer, name);
        }
    }

    @Test
    void aWholeBodyIsCheckedByTheSameNames() {
        refuses(send("POST", PATH, "{\"title\": \"milk\"}"), "page_count");
    }

    @Test
    void onlyWhatIsSentChanges() {
        var sent = """
                {"page_count": 2.0, "price": "1.50", "weight": 2, "at": "2024-02-28T10:30:00.1234567+02:00"}""";
        assertEquals(json("""
                {"title": "milk", "page_count": 2, "price": "1.50", "weight": 2.0, "at": "2024-02-28T08:30:00.123456Z",
                 "day": null, "unit": null}"""), good(send("PATCH", PATH, sent), 200));
    }

    @ParameterizedTest
    @CsvSource({"[1], 422", "5, 422", "{, 400"})
    void aChangeIsAnObject(String body, int status) {
        problem(send("PATCH", PATH, body), status);
    }
}
