package {{ cookiecutter.__java_package }};

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A part of a list.
 *
 * @param items this part, in the order that was asked for
 * @param total how long the whole list is
 * @param limit the most that a part may have
 * @param offset how many come before this part; 0 behind a cursor
 * @param nextCursor what leads to the next part; null in the last one
 */
@Schema(requiredProperties = {"items", "total", "limit", "offset", "next_cursor"})
public record Listing<T>(
        List<T> items,
        long total,
        int limit,
        long offset,

        @Schema(nullable = true) @JsonProperty("next_cursor")
        String nextCursor) {}
