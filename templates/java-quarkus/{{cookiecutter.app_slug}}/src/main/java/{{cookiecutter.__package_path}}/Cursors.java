package {{ cookiecutter.__java_package }};

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Cursors: where a part of a list ended, as a text that belongs to one order. */
final class Cursors {

    private final ObjectMapper json;

    Cursors(ObjectMapper json) {
        this.json = json;
    }

    /** The cursor of what comes after this answer. */
    String write(Object last, List<ListQuery.Key> keys) {
        JsonNode whole = json.valueToTree(last);
        ArrayNode parts = json.createArrayNode();
        keys.forEach(key -> parts.add(key.word()));
        keys.forEach(key -> parts.add(whole.get(key.column().name())));
        byte[] text = parts.toString().getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    /** The values of the keys in the row that a cursor names; 422 when it is none, or of another order. */
    List<Object> read(String cursor, List<ListQuery.Key> keys) {
        try {
            JsonNode parts = json.readTree(Base64.getUrlDecoder().decode(cursor));
            if (!parts.isArray() || parts.size() != 2 * keys.size()) {
                throw refused();
            }
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                JsonNode value = parts.get(keys.size() + i);
                if (!parts.get(i).asText("").equals(keys.get(i).word())) {
                    throw refused();
                }
                values.add(
                        value.isNull()
                                ? null
                                : json.treeToValue(value, keys.get(i).column().type()));
            }
            return values;
        } catch (IllegalArgumentException | IOException error) {
            throw refused();
        }
    }

    private static InvalidRequest refused() {
        return ListQuery.refused("cursor", "is not a cursor of this list and order");
    }
}
