package {{ cookiecutter.__java_package }};

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

@QuarkusTest
class ErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /nothing-here, 404",
        "GET, /q/nothing-here, 404",
        "DELETE, /test-only/notes, 405",
        "GET, /test-only/teapot, 410",
        "POST, /test-only/notes, 415",
        "GET, /test-only/notes?size=x, 422",
        "GET, /test-only/notes/x, 422",
        "GET, /test-only/broken, 500",
        "GET, /test-only/own-fault, 500",
        "GET, /test-only/busy, 503",
    })
    void everyFailureIsAProblem(String method, String path, int status) {
        var request =
                method.equals("POST") ? given().contentType(ContentType.TEXT).body("words") : given();
        assertProblem(request.request(method, path), status, path.replaceAll("\\?.*", ""))
                .body("errors", nullValue());
    }

    @Test
    void aConflictNamesItsField() {
        assertProblem(given().get("/test-only/conflict"), 409, "/test-only/conflict")
                .body("errors[0].loc", equalTo(List.of("body", "title")));
    }

    @Test
    void aFailureMayHaveASentenceOfItsOwn() {
        given().get("/test-only/teapot").then().body("detail", equalTo("The teapot is gone."));
    }

    @Test
    void headersOfTheFailureAreKept() {
        given().get("/test-only/busy").then().statusCode(503).header("Retry-After", "5");
    }

    @Test
    void aRedirectionIsNoFailure() {
        given().redirects()
                .follow(false)
                .get("/test-only/moved")
                .then()
                .statusCode(302)
                .header("Location", containsString("/elsewhere"));
    }

    @Test
    void aGoodBodyIsRead() {
        send("{\"title\": \"milk\", \"lines\": [1, 2]}").then().statusCode(200).body("title", equalTo("milk"));
    }

    @Test
    void aBadBodyIsAnsweredWithWhereButNotWhat() {
        assertBad("{\"lines\": []}", List.of("body", "title"), "must not be null");
        assertBad("{\"title\": \"hunter2\", \"lines\": []}", List.of("body", "title"), "size must be between 1 and 5");
        assertBad("{\"title\": \"milk\", \"lines\": [1, 20]}", List.of("body", "lines", "1"), null);
        assertBad("{\"title\": \"milk\", \"lines\": [\"hunter2\"]}", List.of("body", "lines", "0"), null);
        assertBad("{\"title\": \"milk\", \"lines\": [], \"hunter\": 2}", List.of("body", "hunter"), "is not known");
    }

    @Test
    void everyWrongPartIsNamed() {
        send("{\"title\": \"\"}")
                .then()
                .body("errors.loc", equalTo(List.of(List.of("body", "lines"), List.of("body", "title"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "hunter2", "{\"title\": \"milk\", \"lines\": []"})
    void aBodyThatIsNotJson(String body) {
        assertProblem(send(body), 400, "/test-only/notes").body(not(containsString("hunter2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"hunter2\""})
    void aBodyThatIsNoNote(String body) {
        assertProblem(send(body), 422, "/test-only/notes").body(not(containsString("hunter2")));
    }

    @Test
    void aBodyThatDoesNotSayWhatItIs() throws Exception {
        var address = URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/test-only/notes");
        var request = HttpRequest.newBuilder(address)
                .POST(BodyPublishers.ofString("{}"))
                .build();
        assertEquals(
                415,
                HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .statusCode());
    }

    @Test
    void aBodyThatIsTooLargeAndDoesNotSaySo() throws Exception {
        var address = URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/test-only/notes");
        var body = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[(1 << 20) + 1]));
        var request = HttpRequest.newBuilder(address)
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/json")
                .POST(body)
                .build();
        assertEquals(
                413,
                HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .statusCode());
    }

    @Test
    void namesOfMembersAreSentBackShort() {
        send("{\"" + "x".repeat(100_000) + "\": 1}")
                .then()
                .statusCode(422)
                .body("errors[0].loc", equalTo(List.of("body", "x".repeat(100))));
    }

    @Test
    void anotherMethodIsToldWhichThereAre() {
        given().delete("/test-only/notes").then().statusCode(405).header("Allow", equalTo("GET, POST"));
        given().delete("/test-only/notes/1").then().statusCode(405).header("Allow", equalTo("GET"));
    }

    @Test
    void aBodyThatIsTooLarge() {
        assertProblem(send("\"" + "x".repeat(2 << 20) + "\""), 413, "/test-only/notes");
    }

    @Test
    void partsOfTheAddressAreNamed() {
        given().get("/test-only/notes?size=0").then().body("errors[0].loc", equalTo(List.of("query", "size")));
        given().get("/test-only/notes").then().body("errors[0].loc", equalTo(List.of("query", "size")));
        given().get("/test-only/notes/0").then().body("errors[0].loc", equalTo(List.of("path", "id")));
        assertEquals("7", given().get("/test-only/notes/7").asString());
    }

    private static Response send(String body) {
        return given().contentType(ContentType.JSON).body(body).post("/test-only/notes");
    }

    private static void assertBad(String body, List<String> place, String message) {
        assertProblem(send(body), 422, "/test-only/notes")
                .body("errors.size()", equalTo(1))
                .body("errors[0].loc", equalTo(place))
                .body("errors[0].msg", message == null ? notNullValue() : equalTo(message))
                .body(not(containsString("hunter2")));
    }

    private static ValidatableResponse assertProblem(Response response, int status, String instance) {
        return response.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("about:blank"))
                .body("title", notNullValue())
                .body("detail", notNullValue())
                .body("status", equalTo(status))
                .body("instance", equalTo(instance))
                .body("request_id", equalTo(response.header("X-Request-ID")))
                .body(not(containsString("secret")));
    }
}
