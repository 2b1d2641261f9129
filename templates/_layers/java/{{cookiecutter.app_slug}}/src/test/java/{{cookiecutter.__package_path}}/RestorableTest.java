package {{ cookiecutter.__java_package }};

{% if cookiecutter.__jackson != "tools.jackson" -%}
import com.fasterxml.jackson.databind.JsonNode;
{% endif -%}
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
{%- if cookiecutter.__jackson == "tools.jackson" %}
import tools.jackson.databind.JsonNode;
{%- endif %}

import static org.assertj.core.api.Assertions.assertThat;

/** What every resource promises over HTTP that is hidden when it is deleted, and can be restored. */
public abstract class RestorableTest extends ResourceTest {

    private HttpResponse<String> restore(String path) {
        return send("POST", path + "/restore", "");
    }

    @Test
    void aDeletedOneComesBackAsItWas() {
        JsonNode made = make(1).get(0);
        problem(restore(path(made)), 404);
        assertThat(delete(path(made)).statusCode()).isEqualTo(204);
        problem(get(path(made)), 404);
        problem(patch(path(made), body()), 404);
        problem(delete(path(made)), 404);
        assertThat(list("").path("total").asInt()).isZero();
        HttpResponse<String> answer = restore(path(made));
        JsonNode found = good(answer, 200);
        Map<String, Object> expected = new LinkedHashMap<>();
        made.properties().forEach(member -> expected.put(member.getKey(), member.getValue()));
        expected.put("updated_at", found.get("updated_at"));
        assertThat(found).isEqualTo(asJson(expected));
        assertThat(header(answer, "etag")).isEqualTo(header(get(path(made)), "etag"));
        assertThat(list("").path("items").path(0)).isEqualTo(found);
        problem(restore(path(made)), 404);
        problem(restore(path() + "/12345"), 404);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("unique")
    void whatADeletedOneHasIsFree(String name) {
        List<JsonNode> made = make(2);
        String first = path(made.get(0));
        String second = path(made.get(1));
        assertThat(delete(first).statusCode()).isEqualTo(204);
        good(patch(second, body(name, made.get(0).get(name))), 200);
        JsonNode errors = problem(restore(first), 409).path("errors");
        assertThat(errors.path(0).path("loc")).isEqualTo(asJson(List.of("body", name)));
        assertThat(delete(second).statusCode()).isEqualTo(204);
        assertThat(good(restore(first), 200).get(name)).isEqualTo(made.get(0).get(name));
    }

    @Test
    void noListIsSortedByWhenItWasDeleted() {
        problem(get(path() + "?sort=deleted_at"), 422);
        problem(get(path() + "?living=true"), 422);
    }
}
