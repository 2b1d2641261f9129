package {{ cookiecutter.__java_package }};

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import {{ cookiecutter.__java_package }}.database.Ids;
import {{ cookiecutter.__java_package }}.database.JsonDocument;

/** What a list can be filtered and sorted by: the members of an answer, by their names in JSON. */
record Columns(Map<String, Column> byName) {

    /**
     * One of them.
     *
     * @param name its name in JSON
     * @param attribute its name in the entity
     * @param type what its values are
     */
    record Column(String name, String attribute, Class<?> type) {

        /** Whether its values are stored as texts. */
        boolean isText() {
            return type == String.class || type.isEnum();
        }

        /** Whether it is no value, but the ids of any number of others. */
        boolean isMany() {
            return type == Ids.class;
        }

        /** Whether a list can be filtered by it: documents are kept as a whole. */
        boolean isFiltered() {
            return type != JsonDocument.class;
        }

        boolean isSorted() {
            return isFiltered() && !isMany();
        }
    }

    static Columns of(Class<? extends Record> answer) {
        Map<String, Column> found = new LinkedHashMap<>();
        Arrays.stream(answer.getRecordComponents())
                .map(Columns::column)
                .forEach(column -> found.put(column.name(), column));
        return new Columns(found);
    }

    /** The texts that a search looks into. */
    List<Column> searched() {
        return byName.values().stream()
                .filter(column -> column.type() == String.class)
                .toList();
    }

    private static Column column(RecordComponent part) {
        JsonProperty given = part.getAccessor().getAnnotation(JsonProperty.class);
        String name = given == null || given.value().isEmpty() ? part.getName() : given.value();
        return new Column(
                name,
                part.getName(),
                MethodType.methodType(part.getType()).wrap().returnType());
    }
}
