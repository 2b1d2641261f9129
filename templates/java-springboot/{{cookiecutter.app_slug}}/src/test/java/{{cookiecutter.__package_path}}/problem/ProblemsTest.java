package {{ cookiecutter.__java_package }}.problem;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import {{ cookiecutter.__java_package }}.ApiTest;

import static org.assertj.core.api.Assertions.assertThat;

class ProblemsTest extends ApiTest {

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @CsvSource({
        "GET,    /nothing,                  404, There is nothing here.",
        "GET,    /error,                    404, There is nothing here.",
        "GET,    /nothing%20here/%7B,       404, There is nothing here.",
        "DELETE, /test-only/notes,          405, This address does not take this method.",
        "POST,   /test-only/notes,          415, This address does not take a body of this type.",
        "GET,    /test-only/notes/x?size=1, 422, The request is not valid.",
        "GET,    /test-only/notes/1,        422, The request is not valid.",
        "GET,    /test-only/gone,           410, It is no more.",
        "GET,    /test-only/conflict,       409, The change conflicts with data that exists.",
        "GET,    /test-only/boom,           500, The server could not complete the request.",
        "GET,    /test-only/filter,         500, The server could not complete the request.",
        "GET,    /test-only/database,       503, The server cannot answer now; try again later.",
    })
    void everyFailureIsAProblem(String method, String path, int status, String detail) {
        String body = status == 415 ? "title=milk" : "";
        assertThat(problem(send(method, path, body), status).path("detail").asString())
                .isEqualTo(detail);
    }

    @Test
    void alsoForThoseWhoWantSomethingElse() {
        problem(get("/nothing", "Accept", "text/html"), 404);
        problem(get("/test-only/notes/1?size=1", "Accept", "text/csv"), 406);
    }

    @Test
    void aGoodBodyIsRead() {
        String note = "{\"title\":\"milk\",\"lines\":[1,2]}";
        var answer = sendJson("POST", "/test-only/notes", note);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer.body())).isEqualTo(json(note));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"title": "", "lines": []}                  | ["body","title"]      | must not be blank
            {"title": "milk"}                           | ["body","lines"]      | must not be null
            {"title": "hunter2 hunter2", "lines": []}   | ["body","title"]      | size must be between 0 and 10
            {"title": "milk", "lines": [1, 10]}         | ["body","lines","1"]  | must be less than or equal to 9
            {"title": "milk", "lines": ["hunter2"]}     | ["body","lines","0"]  | has the wrong type
            "hunter2"                                   | ["body"]              | has the wrong type
            """, quoteCharacter = '\u0001')
    void aBadBodyIsAnsweredWithWhereButNotWhat(String body, String loc, String message) {
        var error = problem(sendJson("POST", "/test-only/notes", body), 422).path("errors");
        assertThat(error).hasSize(1);
        assertThat(error.get(0).path("loc")).isEqualTo(json(loc));
        assertThat(error.get(0).path("msg").asString()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({"/test-only/notes/x?size=1, id", "/test-only/notes/1?size=0, size", "/test-only/notes/1, size"})
    void partsOfTheAddressAreNamed(String path, String name) {
        var error = problem(get(path), 422).path("errors").get(0);
        assertThat(error.path("loc").get(1).asString()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"{", "hunter2", "'{\"title\": \"\u0000\"}'"})
    void aBodyThatIsNotJson(String body) {
        problem(sendJson("POST", "/test-only/notes", body), 400);
    }

    @ParameterizedTest
    @CsvSource({"null, 422", "[[, 400", "'{\"a\": 1', 400", "'{\"a\": 1}]', 400"})
    void jsonThatIsNoNote(String body, int status) {
        problem(sendJson("POST", "/test-only/notes", body), status);
    }

    @Test
    void aBodyThatIsTooLong() {
        problem(sendJson("POST", "/test-only/notes", " ".repeat(1 << 21)), 413);
    }

    @Test
    void namesOfMembersAreSentBackShort() {
        var error = problem(sendJson("POST", "/test-only/notes", "{\"" + "x".repeat(100_000) + "\": 1}"), 422);
        assertThat(error.path("errors").path(0).path("loc").path(1).asString()).isEqualTo("x".repeat(100));
    }

    @Test
    void noBodyAtAll() {
        problem(sendJson("POST", "/test-only/notes", ""), 400);
    }

    @Test
    void whatTomcatRefusesIsAProblemToo() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            String request = "GET /%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 404").containsIgnoringCase("application/problem+json");
            assertThat(answer).doesNotContain("<html", "Tomcat");
        }
    }
}
