package {{ cookiecutter.__java_package }}.database;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import tools.jackson.databind.json.JsonMapper;

/** Documents are stored as their texts, which every database has. */
@Converter(autoApply = true)
class JsonDocumentConverter implements AttributeConverter<JsonDocument, String> {

    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public String convertToDatabaseColumn(JsonDocument document) {
        return document == null ? null : document.value().toString();
    }

    @Override
    public JsonDocument convertToEntityAttribute(String text) {
        return text == null ? null : new JsonDocument(JSON.readTree(text));
    }
}
