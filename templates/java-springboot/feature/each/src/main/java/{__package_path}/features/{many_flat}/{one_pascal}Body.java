<% import "parts/java.jinja" as java with context %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import <[ java.package ]>.database.Compact;
import <[ java.package ]>.database.Ids;
import <[ java.package ]>.database.JsonDocument;
import <[ java.package ]>.resource.Others;
import <[ java.package ]>.resource.ResourceBody;

/** What is sent to make <[ feature.many.human ]> and to change them. */
final class <[ feature.one.pascal ]>Body implements ResourceBody<<[ feature.one.pascal ]>> {
<% for f in feature.fields %>

<% if not f.optional %>
    @NotNull
<% endif %>
<% if f.is_text %>
    @Size(<% if f.min %>min = <[ f.min ]>, <% endif %>max = <[ f.max ]>)
<% endif %>
<% if f.type == "email" %>
    @Pattern(regexp = <[ java.pattern(f) ]>, message = "must be an email address")
<% elif f.type == "url" %>
    @Pattern(regexp = <[ java.pattern(f) ]>, message = "must be an address on the web")
<% elif f.pattern %>
    @Pattern(regexp = <[ java.pattern(f) ]>)
<% endif %>
<% if f.is_ref %>
    @Min(1)
<% elif f.is_json %>
    @Compact(max = <[ f.max ]>)
<% endif %>
<% if f.is_whole %>
<% if f.min != -2147483648 %>
    @Min(<[ java.number(f.min) ]>)
<% endif %>
<% if f.max != 2147483647 %>
    @Max(<[ java.number(f.max) ]>)
<% endif %>
<% endif %>
<% if f.type in ("float", "decimal") %>
<% if f.min is not none %>
    @DecimalMin("<[ f.min ]>")
<% endif %>
<% if f.max is not none %>
    @DecimalMax("<[ f.max ]>")
<% endif %>
<% endif %>
<% if f.type == "decimal" %>
    @Digits(integer = <[ f.digits - f.places ]>, fraction = <[ f.places ]>)
<% endif %>
<% set about = [] %>
<% if f.is_json %>
<% set _ = about.append('implementation = Object.class, types = {"object", "array"' ~ (', "null"' if f.optional else "") ~ "}") %>
<% endif %>
<% if f.type == "decimal" %>
<% set _ = about.append('type = "string", format = "decimal", pattern = ' ~ java.digits(f)) %>
<% elif f.type in ("email", "url") %>
<% set _ = about.append('format = "' ~ ("uri" if f.type == "url" else "email") ~ '"') %>
<% endif %>
<% if f.has_default %>
<% set _ = about.append("defaultValue = " ~ java.default_text(f)) %>
<% set _ = about.append("requiredMode = Schema.RequiredMode.NOT_REQUIRED") %>
<% endif %>
<% if f.optional and not f.is_json %>
<% set _ = about.append("nullable = true") %>
<% endif %>
<% if about %>
    @Schema(<[ about | join(", ") ]>)
<% endif %>
<% if f.is_many %>
    @ArraySchema(arraySchema = @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED), maxItems = 100, uniqueItems = true, schema = @Schema(type = "integer", format = "int64", minimum = "1"))
<% endif %>
<% if f.wire.snake != f.wire.camel %>
    @JsonProperty("<[ f.wire.snake ]>")
<% endif %>
    public <[ java.type(f) ]> <[ f.wire.camel ]><% if f.is_many %> = Ids.of(List.of())<% elif f.has_default %> = <[ java.default(f) ]><% endif %>;
<% endfor %>

    /** As it is now: what a change begins with. */
    static <[ feature.one.pascal ]>Body of(<[ feature.one.pascal ]> from) {
        <[ feature.one.pascal ]>Body body = new <[ feature.one.pascal ]>Body();
<% for f in feature.fields %>
        body.<[ f.wire.camel ]> = <% if f.is_many %>Ids.of(from.<[ f.wire.camel ]>)<% else %>from.<[ f.wire.camel ]><% endif %>;
<% endfor %>
        return body;
    }

    @Override
    public void writeTo(<[ feature.one.pascal ]> to) {
<% for f in feature.fields %>
<% if f.type == "decimal" %>
        to.<[ f.wire.camel ]> = <% if f.optional %><[ f.wire.camel ]> == null ? null : <% endif %><[ f.wire.camel ]>.setScale(<[ f.places ]>);
<% elif f.is_many %>
        <[ f.wire.camel ]>.writeTo(to.<[ f.wire.camel ]>);
<% else %>
        to.<[ f.wire.camel ]> = <[ f.wire.camel ]>;
<% endif %>
<% endfor %>
    }
<% set named = [] %>
<% for f in feature.fields if f.is_many or f in feature.guarded %>
<% set _ = named.append(f) %>
<% endfor %>
<% if named %>

    @Override
    public List<Others.Named> others() {
        return List.of(<% for f in named %>new Others.Named("<[ f.wire.snake ]>", "<[ f.to.many.snake ]>", <% if f.is_many %><[ f.wire.camel ]><% else %>Ids.ofOne(<[ f.wire.camel ]>)<% endif %>, <[ "true" if f in feature.guarded else "false" ]>)<[ "" if loop.last else ", " ]><% endfor %>);
    }
<% endif %>
}
