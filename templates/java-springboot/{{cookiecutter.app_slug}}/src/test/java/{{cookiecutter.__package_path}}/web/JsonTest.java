package {{ cookiecutter.__java_package }}.web;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import {{ cookiecutter.__java_package }}.ApiTest;

import static org.assertj.core.api.Assertions.assertThat;

class JsonTest extends ApiTest {

    private static final String PATH = "/test-only/notes";

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
        String change = "{\"%s\": %s}".formatted(name, value);
        String whole = "{\"title\": \"milk\", \"page_count\": 1, \"%s\": %s}".formatted(name, value);
        for (var answer : List.of(sendJson("PATCH", PATH, change), sendJson("POST", "/test-only/memos", whole))) {
            var error = problem(answer, 422).path("errors");
            assertThat(error.path(0).path("loc")).isEqualTo(json("[\"body\", \"" + name + "\"]"));
        }
    }

    @Test
    void aWholeBodyIsCheckedByTheSameNames() {
        var answer = sendJson("POST", "/test-only/memos", "{\"title\": \"milk\"}");
        var error = problem(answer, 422).path("errors");
        assertThat(error.path(0).path("loc")).isEqualTo(json("[\"body\", \"page_count\"]"));
    }

    @Test
    void onlyWhatIsSentChanges() {
        String sent = """
                {"page_count": 2.0, "price": "1.50", "weight": 2, "at": "2024-02-28T10:30:00.1234567+02:00"}""";
        var memo = json(sendJson("PATCH", PATH, sent).body());
        assertThat(memo).isEqualTo(json("""
                {"title": "milk", "page_count": 2, "price": "1.50", "weight": 2.0, "at": "2024-02-28T08:30:00.123456Z",
                 "day": null, "unit": null}"""));
    }

    @ParameterizedTest
    @CsvSource({"[1], 422", "5, 422", "{, 400"})
    void aChangeIsAnObject(String body, int status) {
        problem(sendJson("PATCH", PATH, body), status);
    }
}
