package {{ cookiecutter.__java_package }};

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a list is asked for.
 *
 * @param limit how many rows at most
 * @param offset how many to leave out first
 * @param cursor where the part before ended; null for a list from its beginning
 * @param keys what it is sorted by; the id is last, so that the order is total
 * @param search a text that one of the texts must hold; null for any
 * @param filters the values that columns must have
 */
record ListQuery(
        int limit, long offset, String cursor, List<Key> keys, String search, Map<Columns.Column, Object> filters) {

    private static final int MOST = 100;
    private static final int USUAL = 20;

    /** A column to sort by. */
    record Key(Columns.Column column, boolean descending) {

        String word() {
            return (descending ? "-" : "") + column.name();
        }
    }

    /** Reads the parameters of a query; 422 for one that is unknown, repeated or not of its type. */
    static ListQuery read(MultivaluedMap<String, String> query, Columns columns, ObjectMapper json) {
        Map<String, String> left = new LinkedHashMap<>();
        query.forEach((name, values) -> {
            if (values.size() != 1) {
                throw refused(name, "must be given once");
            }
            left.put(name, values.get(0));
        });
        int limit = value(json, "limit", left.getOrDefault("limit", "" + USUAL), Integer.class);
        long offset = value(json, "offset", left.getOrDefault("offset", "0"), Long.class);
        String search = left.containsKey("q") ? value(json, "q", left.get("q"), String.class) : null;
        List<Key> keys = keys(left.getOrDefault("sort", "id"), columns);
        String cursor = left.get("cursor");
        left.keySet().removeAll(Set.of("limit", "offset", "q", "sort", "cursor"));
        if (limit < 1 || limit > MOST) {
            throw refused("limit", "must be from 1 to " + MOST);
        }
        if (offset < 0 || (cursor != null && offset > 0)) {
            throw refused("offset", "must be 0 or more, and does not go together with a cursor");
        }
        Map<Columns.Column, Object> filters = new LinkedHashMap<>();
        left.forEach((name, text) -> {
            Columns.Column column = columns.byName().get(name);
            if (column == null || !column.isFiltered()) {
                throw refused(name, column == null ? "is not known" : "is a document, which no list is filtered by");
            }
            Class<?> type = column.isMany() ? Long.class : column.type();
            filters.put(column, value(json, name, text, type));
        });
        return new ListQuery(limit, offset, cursor, keys, search, filters);
    }

    /** 422 for a parameter of the query. */
    static InvalidRequest refused(String name, String message) {
        return new InvalidRequest(List.of(new Problem.FieldError(List.of("query", name), message, "value_error")));
    }

    private static List<Key> keys(String sort, Columns columns) {
        List<Key> keys = new ArrayList<>();
        Set<Columns.Column> seen = new HashSet<>();
        for (String word : (sort + ",id").split(",", -1)) {
            boolean descending = word.startsWith("-");
            Columns.Column column = columns.byName().get(descending ? word.substring(1) : word);
            if (column == null || !column.isSorted()) {
                throw refused("sort", "there is no such field to sort by");
            }
            if (seen.add(column)) {
                keys.add(new Key(column, descending));
            }
        }
        return keys;
    }

    /** A text of the query as the value that a body would have there. */
    private static <T> T value(ObjectMapper json, String name, String text, Class<T> type) {
        try {
            boolean bare = Number.class.isAssignableFrom(type) || type == Boolean.class;
            T value = bare && type != java.math.BigDecimal.class
                    ? json.readValue(text, type)
                    : json.treeToValue(json.getNodeFactory().textNode(text), type);
            if (value != null) {
                return value;
            }
        } catch (JsonProcessingException error) {
            // Told below.
        }
        throw refused(name, "has the wrong type");
    }
}
