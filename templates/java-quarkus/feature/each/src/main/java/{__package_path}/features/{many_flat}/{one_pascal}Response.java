<% import "parts/java.jinja" as java with context %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import <[ java.package ]>.database.Ids;
import <[ java.package ]>.database.JsonDocument;

/** <[ feature.one.title ]>, as it is answered. */
@Schema(requiredProperties = {"id", <% for f in feature.fields %>"<[ f.wire.snake ]>", <% endfor %>"created_at", "updated_at"})
public record <[ feature.one.pascal ]>Response(
        long id,
<% for f in feature.fields %>
        <% if f.is_json %>@Schema(implementation = Object.class, format = "json<% if f.optional %>-or-null<% endif %>") <% elif f.is_many %>@Schema(type = SchemaType.ARRAY, implementation = Long.class, maxItems = 100, uniqueItems = true) <% elif f.type == "decimal" or f.optional %>@Schema(<% if f.type == "decimal" %>type = SchemaType.STRING, format = "decimal"<% endif %><[ ", " if f.type == "decimal" and f.optional ]><% if f.optional %>nullable = true<% endif %>) <% endif %><[ java.wire(f) ]><[ java.type(f) ]> <[ f.wire.camel ]>,
<% endfor %>
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("updated_at") Instant updatedAt) {

    static <[ feature.one.pascal ]>Response of(<[ feature.one.pascal ]> from) {
        return new <[ feature.one.pascal ]>Response(
                from.id,
<% for f in feature.fields %>
                <% if f.is_many %>Ids.of(from.<[ f.wire.camel ]>)<% else %>from.<[ f.wire.camel ]><% endif %>,
<% endfor %>
                from.createdAt,
                from.updatedAt);
    }
}
