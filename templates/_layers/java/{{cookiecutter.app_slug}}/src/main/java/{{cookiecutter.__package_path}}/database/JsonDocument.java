{%- set three = cookiecutter.__jackson == "tools.jackson" -%}
{%- set node = "" if three else "Node" -%}
{%- set text = "String" if three else "Textual" -%}
{%- set value = "asString" if three else "textValue" -%}
package {{ cookiecutter.__java_package }}.database;

import com.fasterxml.jackson.annotation.JsonValue;
import {{ cookiecutter.__jackson }}.databind.JsonNode;

/** An object or an array of JSON, as a whole. */
public record JsonDocument(@JsonValue JsonNode value) {

    private static final int DEEPEST = 16;
    private static final double LARGEST = 9_007_199_254_740_991.0;

    /** Whether databases can keep all of it, and all clients can read it. */
    public boolean isKept() {
        return value.isContainer{{ node }}() && isKept(value, 1);
    }

    /** How many characters it has without spaces. */
    int length() {
        String text = value.toString();
        return text.codePointCount(0, text.length());
    }

    /** Neither NUL nor half a pair of surrogates. */
    private static boolean isKept(String text) {
        return text.codePoints().noneMatch(each -> each == 0 || (each >= 0xD800 && each <= 0xDFFF));
    }

    private static boolean isKept(JsonNode part, int depth) {
        if (part.is{{ text }}()) {
            return isKept(part.{{ value }}());
        }
        if (part.isNumber()) {
            return Math.abs(part.doubleValue()) <= LARGEST;
        }
        if (!part.isContainer{{ node }}()) {
            return true;
        }
        return depth <= DEEPEST
                && part.propertyStream().allMatch(member -> isKept(member.getKey()))
                && part.valueStream().allMatch(each -> isKept(each, depth + 1));
    }
}
