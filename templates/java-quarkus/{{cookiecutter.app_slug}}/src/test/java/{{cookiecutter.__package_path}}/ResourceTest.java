package {{ cookiecutter.__java_package }};

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What every resource promises over HTTP; the tests of a feature derive from this and give its data. */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class ResourceTest extends FeatureTest {

    /**
     * What must be there first.
     *
     * @param path where such ones are made
     * @param bodies two of them
     * @param refs members of the bodies that are ids, and the names of what they refer to
     */
    public record Parent(String name, String path, List<Map<String, Object>> bodies, Map<String, Object> refs) {}

    /** Where the resources are. */
    protected abstract String path();

    /** The tables that the tests fill; those that refer to others come first. */
    protected abstract List<String> tables();

    /** Three bodies with every field set but for references. */
    protected abstract List<Map<String, Object>> bodies();

    /** Values that are refused: name, kind, value. */
    protected abstract Stream<Arguments> wrong();

    protected abstract List<String> required();

    protected abstract List<String> optional();

    protected abstract List<String> unique();

    /** What is stored for members that are left out. */
    protected abstract Map<String, Object> defaults();

    /** What must be there first, in this order. */
    protected List<Parent> parents() {
        return List.of();
    }

    /** Members that are ids, and the names of what they refer to. */
    protected Map<String, Object> refs() {
        return Map.of();
    }

    /** Members that are lists of ids, and the names of what they refer to. */
    protected Map<String, Object> manys() {
        return Map.of();
    }

    /** Members that no list is sorted or filtered by. */
    protected List<String> documents() {
        return List.of();
    }

    /** References, and what happens to a resource when what it refers to is deleted. */
    protected Stream<Arguments> onDelete() {
        return Stream.of();
    }

    @AfterEach
    void emptyTables() throws Exception {
        empty(tables().toArray(String[]::new));
    }

    /** The ids of what is referred to, just made; the first ones of two, or the second ones. */
    private Map<String, Object> references(int number) {
        Map<String, Object> made = new LinkedHashMap<>();
        for (Parent parent : parents()) {
            Map<String, Object> ids = ids(parent.refs(), made);
            made.put(parent.name(), id(parent.path(), with(parent.bodies().get(number), ids)));
        }
        Map<String, Object> found = ids(refs(), made);
        ids(manys(), made).forEach((member, one) -> found.put(member, List.of(one)));
        return found;
    }

    private static Map<String, Object> ids(Map<String, Object> refs, Map<String, Object> made) {
        Map<String, Object> ids = new LinkedHashMap<>();
        refs.forEach((member, name) -> ids.put(member, made.get(name)));
        return ids;
    }

    private Map<String, Object> whole(int number, Map<String, Object> references) {
        return with(bodies().get(number), references);
    }

    private Map<String, Object> whole() {
        return whole(0, references(0));
    }

    /** The first ones of three, with every field set. */
    List<JsonNode> make(int count) {
        Map<String, Object> references = references(0);
        return bodies().stream()
                .limit(count)
                .map(body -> make(path(), with(body, references)))
                .toList();
    }

    String path(JsonNode made) {
        return path() + "/" + made.path("id").asLong();
    }

    private static List<JsonNode> items(JsonNode part) {
        List<JsonNode> found = new ArrayList<>();
        part.path("items").forEach(found::add);
        return found;
    }

    private static List<String> names(JsonNode whole) {
        return whole.properties().stream().map(Map.Entry::getKey).toList();
    }

    JsonNode list(String query) {
        return good(get(path() + query), 200);
    }

    @Test
    void aNewOneIsAnsweredAsItWasSent() {
        Map<String, Object> body = whole();
        var answer = post(path(), body);
        JsonNode made = good(answer, 201);
        body.forEach((name, value) -> assertThat(made.path(name)).as(name).isEqualTo(asJson(value)));
        assertThat(header(answer, "location")).isEqualTo(path(made));
        assertThat(header(answer, "etag")).isEqualTo(header(get(path(made)), "etag"));
        assertThat(made.path("created_at").asText()).endsWith("Z");
        assertThat(made.path("updated_at")).isEqualTo(made.path("created_at"));
    }

    @Test
    void whatIsLeftOutGetsItsDefault() {
        Map<String, Object> body = only(whole(), required().toArray(String[]::new));
        JsonNode made = make(path(), body);
        body.forEach((name, value) -> assertThat(made.path(name)).as(name).isEqualTo(asJson(value)));
        defaults().forEach((name, value) -> assertThat(made.get(name)).as(name).isEqualTo(asJson(value)));
    }

    @ParameterizedTest(name = "{0}: {1}", allowZeroInvocations = true)
    @MethodSource("wrong")
    void aWrongValueIsRefused(String name, String kind, Object value) {
        Map<String, Object> references = references(0);
        JsonNode made = make(path(), whole(0, references));
        refuses(post(path(), with(whole(1, references), name, value)), name);
        refuses(patch(path(made), body(name, value)), name);
        assertThat(good(get(path(made)), 200)).isEqualTo(made);
        assertThat(list("").path("total").asInt()).isEqualTo(1);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("required")
    void whatIsNeededMustBeSent(String name) {
        refuses(post(path(), without(whole(), name)), name);
    }

    @Test
    void whatIsNotKnownIsRefused() {
        Map<String, Object> body = whole();
        JsonNode made = make(path(), body);
        refuses(post(path(), with(body, "no_such_member", 1)), "no_such_member");
        refuses(patch(path(made), body("no_such_member", 1)), "no_such_member");
        problem(get(path() + "?no_such_member=1"), 422);
    }

    @Test
    void theListComesInParts() {
        JsonNode none = asJson(body("items", List.of(), "total", 0, "limit", 20, "offset", 0, "next_cursor", null));
        assertThat(list("")).isEqualTo(none);
        List<JsonNode> made = make(3);
        JsonNode first = list("?limit=2");
        assertThat(items(first)).containsExactlyElementsOf(made.subList(0, 2));
        assertThat(first.path("total").asInt()).isEqualTo(3);
        assertThat(items(list("?offset=2"))).containsExactly(made.get(2));
        JsonNode rest = list("?limit=2&cursor=" + first.path("next_cursor").asText());
        assertThat(items(rest)).containsExactly(made.get(2));
        assertThat(rest.path("next_cursor").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=101", "limit=many", "offset=-1", "sort=none", "cursor=none"})
    void theListHasBounds(String query) {
        problem(get(path() + "?" + query), 422);
    }

    @Test
    void everyFieldSortsAndFilters() {
        List<JsonNode> made = make(3);
        for (String name : names(made.get(0))) {
            if (manys().containsKey(name) || documents().contains(name)) {
                problem(get(path() + "?sort=" + name), 422);
                continue;
            }
            List<JsonNode> up = sorted(name);
            assertThat(up.stream().map(row -> row.get(name)))
                    .containsExactlyInAnyOrderElementsOf(
                            made.stream().map(row -> row.get(name)).toList());
            List<JsonNode> down = new ArrayList<>(sorted("-" + name));
            Collections.reverse(down);
            assertThat(down.stream().map(row -> row.get(name)).toList())
                    .isEqualTo(up.stream().map(row -> row.get(name)).toList());
            JsonNode value = made.get(0).get(name);
            String text = URLEncoder.encode(value.asText(), StandardCharsets.UTF_8);
            assertThat(items(list("?" + name + "=" + text)))
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row.get(name)).isEqualTo(value));
        }
    }

    @Test
    void documentsFilterNothing() {
        documents().forEach(name -> problem(get(path() + "?" + name + "=%7B%7D"), 422));
    }

    @Test
    void itHasAnyNumberOfOthers() throws Exception {
        for (String name : manys().keySet()) {
            List<JsonNode> made = make(2);
            long old = made.get(0).path(name).path(0).asLong();
            long other = asJson(references(1).get(name)).path(0).asLong();
            for (Object wrong : List.of(List.of(0), List.of("1"), List.of(old, old), old, body())) {
                refuses(patch(path(made.get(0)), body(name, wrong)), name);
            }
            JsonNode changed = good(patch(path(made.get(0)), body(name, List.of(other, old))), 200);
            assertThat(changed.path(name)).isEqualTo(asJson(List.of(old, other)));
            assertThat(changed.path("updated_at")).isNotEqualTo(made.get(0).path("updated_at"));
            assertThat(items(list("?" + name + "=" + other))).containsExactly(changed);
            assertThat(items(list("?" + name + "=" + old))).containsExactly(changed, made.get(1));
            assertThat(good(patch(path(made.get(0)), body(name, List.of())), 200)
                            .path(name))
                    .isEqualTo(asJson(List.of()));
            empty(tables().toArray(String[]::new));
        }
    }

    /** The whole list in this order, one at a time. */
    private List<JsonNode> sorted(String sort) {
        List<JsonNode> rows = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode part = list("?limit=1&sort=" + sort + cursor);
            rows.addAll(items(part));
            JsonNode next = part.path("next_cursor");
            cursor = next.isNull() ? null : "&cursor=" + next.asText();
        }
        return rows;
    }

    @Test
    void oneIsFoundByItsId() {
        JsonNode made = make(1).get(0);
        assertThat(good(get(path(made)), 200)).isEqualTo(made);
    }

    @Test
    void anUnknownIdIsNotFound() {
        problem(get(path() + "/12345"), 404);
        problem(patch(path() + "/12345", body()), 404);
        problem(delete(path() + "/12345"), 404);
    }

    @Test
    void onlyWhatIsSentChanges() {
        JsonNode made = make(1).get(0);
        assertThat(good(patch(path(made), body()), 200)).isEqualTo(made);
        Map<String, Object> expected = new LinkedHashMap<>();
        made.properties().forEach(member -> expected.put(member.getKey(), member.getValue()));
        bodies().get(1).forEach((name, value) -> {
            JsonNode changed = good(patch(path(made), body(name, value)), 200);
            expected.put(name, value);
            expected.put("updated_at", changed.get("updated_at"));
            assertThat(changed).isEqualTo(asJson(expected));
            assertThat(good(get(path(made)), 200)).isEqualTo(changed);
        });
    }

    @Test
    void aChangeOfWhatIsNoLongerThereIsRefused() {
        JsonNode made = make(1).get(0);
        String old = header(get(path(made)), "etag");
        Map<String, Object> other = whole(1, references(1));
        var answer = sendIf("PATCH", path(made), other, old);
        assertThat(good(answer, 200).path("id")).isEqualTo(made.path("id"));
        problem(sendIf("PATCH", path(made), other, old), 412);
        problem(sendIf("DELETE", path(made), null, old), 412);
        assertThat(sendIf("DELETE", path(made), null, header(answer, "etag")).statusCode())
                .isEqualTo(204);
    }

    @Test
    void changesAtOnceDoNotUndoEachOther() {
        JsonNode made = make(1).get(0);
        Map<String, Object> changes = bodies().get(1);
        changes.entrySet().parallelStream()
                .forEach(change -> good(patch(path(made), body(change.getKey(), change.getValue())), 200));
        JsonNode left = good(get(path(made)), 200);
        changes.forEach((name, value) -> assertThat(left.get(name)).as(name).isEqualTo(asJson(value)));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("optional")
    void whatIsOptionalCanBeTakenAway(String name) {
        JsonNode made = make(1).get(0);
        assertThat(good(patch(path(made), body(name, null)), 200).get(name)).isEqualTo(asJson(null));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("unique")
    void noTwoHaveTheSame(String name) {
        Map<String, Object> references = references(0);
        Map<String, Object> first = whole(0, references);
        make(path(), first);
        JsonNode other = make(path(), whole(1, references));
        Map<String, Object> same = only(first, name);
        for (var answer : List.of(patch(path(other), same), post(path(), with(whole(2, references), same)))) {
            JsonNode errors = problem(answer, 409).path("errors");
            assertThat(errors.path(0).path("loc")).isEqualTo(asJson(List.of("body", name)));
        }
    }

    @Test
    void aDeletedOneIsGone() {
        JsonNode made = make(1).get(0);
        assertThat(delete(path(made)).statusCode()).isEqualTo(204);
        problem(get(path(made)), 404);
        assertThat(list("").path("total").asInt()).isZero();
    }

    @ParameterizedTest(name = "{0}: {1}", allowZeroInvocations = true)
    @MethodSource("onDelete")
    void whatItRefersToIsDeleted(String name, String rule) {
        JsonNode made = make(1).get(0);
        Parent parent = parents().stream()
                .filter(each -> each.name().equals(refs().getOrDefault(name, manys().get(name))))
                .findFirst()
                .orElseThrow();
        Object other = references(1).get(name);
        JsonNode changed = good(patch(path(made), body(name, other)), 200);
        assertThat(changed.get(name)).isEqualTo(asJson(other));
        Object key = manys().containsKey(name) ? asJson(other).path(0).asLong() : other;
        var answer = delete(parent.path() + "/" + key);
        if (rule.equals("restrict")) {
            problem(answer, 409);
            assertThat(good(get(path(made)), 200)).isEqualTo(changed);
            return;
        }
        assertThat(answer.statusCode()).isEqualTo(204);
        if (manys().containsKey(name)) {
            assertThat(good(get(path(made)), 200).get(name)).isEqualTo(asJson(List.of()));
        } else if (rule.equals("cascade")) {
            problem(get(path(made)), 404);
        } else {
            assertThat(good(get(path(made)), 200).get(name)).isEqualTo(asJson(null));
        }
    }

    @Test
    void theDocumentListsThePaths() {
        JsonNode paths = json(get("/openapi.json").body()).path("paths");
        assertThat(names(paths.path(path()))).containsExactlyInAnyOrder("get", "post");
        assertThat(names(paths.path(path() + "/{id}"))).containsExactlyInAnyOrder("get", "patch", "delete");
    }
}
