package {{ cookiecutter.__java_package }}.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Documents are stored as their texts, which every database has. */
@Converter(autoApply = true)
class JsonDocumentConverter implements AttributeConverter<JsonDocument, String> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String convertToDatabaseColumn(JsonDocument document) {
        return document == null ? null : document.value().toString();
    }

    @Override
    public JsonDocument convertToEntityAttribute(String text) {
        try {
            return text == null ? null : new JsonDocument(JSON.readTree(text));
        } catch (JsonProcessingException error) {
            throw new IllegalStateException("a stored document is no JSON", error);
        }
    }
}
