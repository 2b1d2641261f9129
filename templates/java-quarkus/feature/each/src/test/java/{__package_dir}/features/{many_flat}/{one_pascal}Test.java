<% import "parts/java.jinja" as java with context %>
<% set plain = feature.fields | rejectattr("is_ref") | list %>
<% set needed = feature.fields | selectattr("required") | list %>
<% set optional = feature.fields | selectattr("optional") | list %>
<% set uniques = plain | selectattr("unique") | list %>
<% set parents = feature.ancestors %>
<% set wrong = feature.violations | rejectattr("1.missing") | list %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import <[ java.package ]>.FeatureTest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

@QuarkusTest
class <[ feature.one.pascal ]>Test extends FeatureTest {
    private static final String PATH = "/<[ feature.many.kebab ]>";

    @AfterEach
    void empty() throws Exception {
        empty("<[ feature.many.snake ]>"<% for view in parents | reverse %>, "<[ view.many.snake ]>"<% endfor %>);
    }

<% for number in range(3) %>
    private static Map<String, Object> <[ ["first", "second", "third"][number] ]>() {
        Map<String, Object> body = body();
<% for name, value in feature.body(number).items() %>
        body.put("<[ name ]>", <[ java.literal(value) ]>);
<% endfor %>
        return body;
    }

<% endfor %>
<% if parents %>
    /** The ids of what is referred to, just made. */
    private Map<String, Object> references() {
        Map<String, Object> ids = body();
<% for view in parents %>
<% set needed = view.body(0, required_only=true) %>
        ids.put("<[ view.spec.name ]>", id("/<[ view.many.kebab ]>", body(<% for name, value in needed.items() %>"<[ name ]>", <[ java.literal(value) ]><[ "" if loop.last and not view.refs else ", " ]><% endfor %><% for f in view.refs %>"<[ f.wire.snake ]>", ids.get("<[ f.to.spec.name ]>")<[ "" if loop.last else ", " ]><% endfor %>)));
<% endfor %>
        return body(<% for f in feature.refs %>"<[ f.wire.snake ]>", ids.get("<[ f.to.spec.name ]>")<[ "" if loop.last else ", " ]><% endfor %>);
    }
<% else %>
    private Map<String, Object> references() {
        return body();
    }
<% endif %>

    /** The first ones of three, with every field set. */
    private List<JsonNode> make(int count) {
        Map<String, Object> references = references();
        return Stream.of(first(), second(), third())
                .limit(count)
                .map(body -> make(PATH, with(body, references)))
                .toList();
    }

    private static String path(JsonNode made) {
        return PATH + "/" + made.path("id").asLong();
    }

    @Test
    void aNewOneIsAnsweredAsItWasSent() {
        Map<String, Object> body = with(first(), references());
        var answer = post(PATH, body);
        JsonNode made = good(answer, 201);
        body.forEach((name, value) -> assertEquals(asJson(value), made.path(name), name));
        assertEquals(path(made), header(answer, "location"));
        assertTrue(made.path("created_at").asText().endsWith("Z"));
        assertEquals(made.path("created_at"), made.path("updated_at"));
    }

    @Test
    void whatIsLeftOutGetsItsDefault() {
        Map<String, Object> body = only(with(first(), references())<% for f in needed %>, "<[ f.wire.snake ]>"<% endfor %>);
        JsonNode made = make(PATH, body);
        body.forEach((name, value) -> assertEquals(asJson(value), made.path(name), name));
<% for f in feature.fields if not f.required %>
        assertEquals(asJson(<% if f.type == "decimal" and f.has_default %><[ java.default_text(f) ]><% elif f.type == "float" and f.has_default %><[ java.default(f) ]><% else %><[ java.literal(f.default) ]><% endif %>), made.get("<[ f.wire.snake ]>"));
<% endfor %>
    }
<% if wrong %>

    static Stream<Arguments> wrongValues() {
        return Stream.of(
<% for f, value in wrong %>
                arguments("<[ f.wire.snake ]>", "<[ value.kind.replace("_", " ") ]>", <[ java.long(value.value) ]>)<[ ");" if loop.last else "," ]>
<% endfor %>
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("wrongValues")
    void aWrongValueIsRefused(String name, String kind, Object value) {
        Map<String, Object> references = references();
        JsonNode made = make(PATH, with(first(), references));
        refuses(post(PATH, with(with(second(), references), name, value)), name);
        refuses(patch(path(made), body(name, value)), name);
        assertEquals(made, json(get(path(made)).body()));
        assertEquals(1, json(get(PATH).body()).path("total").asInt());
    }
<% endif %>
<% if needed %>

    @ParameterizedTest
    @ValueSource(strings = {<% for f in needed %>"<[ f.wire.snake ]>"<[ "" if loop.last else ", " ]><% endfor %>})
    void whatIsNeededMustBeSent(String name) {
        refuses(post(PATH, without(with(first(), references()), name)), name);
    }
<% endif %>

    @Test
    void theListComesInParts() {
        assertEquals("{\"items\":[],\"total\":0,\"limit\":20,\"offset\":0}", get(PATH).body());
        List<JsonNode> made = make(3);
        assertEquals(
                asJson(body("items", made.subList(0, 2), "total", 3, "limit", 2, "offset", 0)),
                json(get(PATH + "?limit=2").body()));
        assertEquals(
                asJson(body("items", made.subList(2, 3), "total", 3, "limit", 20, "offset", 2)),
                json(get(PATH + "?offset=2").body()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=101", "limit=many", "offset=-1"})
    void thePartsHaveBounds(String query) {
        problem(get(PATH + "?" + query), 422);
    }

    @Test
    void oneIsFoundByItsId() {
        JsonNode made = make(1).get(0);
        assertEquals(made, good(get(path(made)), 200));
    }

    @Test
    void anUnknownIdIsNotFound() {
        problem(get(PATH + "/12345"), 404);
        problem(patch(PATH + "/12345", body()), 404);
        problem(delete(PATH + "/12345"), 404);
    }

    @Test
    void onlyWhatIsSentChanges() {
        JsonNode made = make(1).get(0);
        assertEquals(made, good(patch(path(made), body()), 200));
<% for f in plain %>
<% if loop.first %>
        Map<String, Object> change = only(second(), "<[ f.wire.snake ]>");
        JsonNode changed = good(patch(path(made), change), 200);
        made.properties().stream()
                .filter(field -> !field.getKey().equals("updated_at"))
                .forEach(field -> {
                    var expected = change.containsKey(field.getKey()) ? asJson(change.get(field.getKey())) : field.getValue();
                    assertEquals(expected, changed.path(field.getKey()), field.getKey());
                });
        assertEquals(changed, good(get(path(made)), 200));
<% endif %>
<% endfor %>
    }
<% if optional %>

    @ParameterizedTest
    @ValueSource(strings = {<% for f in optional %>"<[ f.wire.snake ]>"<[ "" if loop.last else ", " ]><% endfor %>})
    void whatIsOptionalCanBeTakenAway(String name) {
        JsonNode made = make(1).get(0);
        assertEquals(asJson(null), good(patch(path(made), body(name, null)), 200).get(name));
    }
<% endif %>
<% if uniques %>

    @ParameterizedTest
    @ValueSource(strings = {<% for f in uniques %>"<[ f.wire.snake ]>"<[ "" if loop.last else ", " ]><% endfor %>})
    void noTwoHaveTheSame(String name) {
        Map<String, Object> references = references();
        make(PATH, with(first(), references));
        JsonNode other = make(PATH, with(second(), references));
        Map<String, Object> same = only(first(), name);
        problem(patch(path(other), same), 409);
        problem(post(PATH, with(with(third(), references), same)), 409);
    }
<% endif %>

    @Test
    void aDeletedOneIsGone() {
        JsonNode made = make(1).get(0);
        assertEquals(204, delete(path(made)).statusCode());
        problem(get(path(made)), 404);
        assertEquals(0, json(get(PATH).body()).path("total").asInt());
    }
<% if feature.refs %>

    @ParameterizedTest
    @ValueSource(strings = {<% for f in feature.refs %>"<[ f.wire.snake ]>"<[ "" if loop.last else ", " ]><% endfor %>})
    void theListIsFiltered(String name) {
        JsonNode made = make(1).get(0);
        JsonNode found = json(get(PATH + "?" + name + "=" + made.path(name).asLong()).body());
        assertEquals(asJson(List.of(made)), found.path("items"));
        assertEquals(1, found.path("total").asInt());
        assertEquals(0, json(get(PATH + "?" + name + "=999999999").body()).path("total").asInt());
    }
<% endif %>
<% for f in feature.refs %>

    @Test
    void <[ {"restrict": "thereIsNoWayToDeleteIts", "cascade": "itGoesWithIts", "set_null": "itOutlivesIts"}[f.on_delete] ]><[ f.name.pascal ]>() {
        JsonNode made = make(1).get(0);
<% set needed_refs = f.to.refs | selectattr("required") | list %>
<% if needed_refs %>
        JsonNode known = good(get("/<[ f.to.many.kebab ]>/" + made.path("<[ f.wire.snake ]>").asLong()), 200);
<% endif %>
        Map<String, Object> body = body();
<% for name, value in f.to.body(1, required_only=true).items() %>
        body.put("<[ name ]>", <[ java.literal(value) ]>);
<% endfor %>
<% for up in needed_refs %>
        body.put("<[ up.wire.snake ]>", known.path("<[ up.wire.snake ]>").asLong());
<% endfor %>
        long other = id("/<[ f.to.many.kebab ]>", body);
        JsonNode changed = good(patch(path(made), body("<[ f.wire.snake ]>", other)), 200);
        assertEquals(other, changed.path("<[ f.wire.snake ]>").asLong());
        var answer = delete("/<[ f.to.many.kebab ]>/" + other);
<% if f.on_delete == "restrict" %>
        problem(answer, 409);
        assertEquals(changed, good(get(path(made)), 200));
<% elif f.on_delete == "cascade" %>
        assertEquals(204, answer.statusCode());
        problem(get(path(made)), 404);
<% else %>
        assertEquals(204, answer.statusCode());
        assertEquals(asJson(null), good(get(path(made)), 200).get("<[ f.wire.snake ]>"));
<% endif %>
    }
<% endfor %>

    @Test
    void theDocumentSaysWhatIsSent() {
        JsonNode document = json(get("/openapi.json").body());
        assertEquals(Set.of("get", "post"), names(document.path("paths").path(PATH)));
        assertEquals(Set.of("get", "patch", "delete"), names(document.path("paths").path(PATH + "/{id}")));
        assertTrue(document.path("paths").path(PATH).path("post").path("responses").has("201"));
<% for f in feature.fields if f.type == "enum" %>
        assertTrue(document.toString().contains(asJson(List.of(<[ f.values | map("json") | join(", ") ]>)).toString()));
<% endfor %>
        JsonNode body = document.path("components").path("schemas").path("<[ feature.one.pascal ]>Body");
        assertEquals(Set.of(<% for f in feature.fields %>"<[ f.wire.snake ]>"<[ "" if loop.last else ", " ]><% endfor %>), names(body.path("properties")));
        Set<String> required = new HashSet<>();
        body.path("required").forEach(name -> required.add(name.asText()));
        assertEquals(Set.of(<% for f in needed %>"<[ f.wire.snake ]>"<[ "" if loop.last else ", " ]><% endfor %>), required);
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new HashSet<>();
        node.fieldNames().forEachRemaining(names::add);
        names.remove("parameters");
        return names;
    }
}
