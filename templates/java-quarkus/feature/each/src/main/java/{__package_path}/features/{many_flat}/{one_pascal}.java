<% import "parts/java.jinja" as java with context %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.DynamicUpdate;

import <[ java.package ]>.Stored;
import <[ java.package ]>.database.JsonDocument;
import <[ java.package ]>.database.Refers;
import <[ java.package ]>.database.Restorable;

/** <[ feature.one.title ]>, as it is stored. */
@Entity
@DynamicUpdate
@Table(name = "<[ feature.many.snake ]>")
public class <[ feature.one.pascal ]> extends <[ "Restorable" if feature.soft else "Stored" ]> {
<% for f in feature.fields %>
<% if not loop.first %>

<% endif %>
<% if f in feature.guarded %>
    @Refers("<[ f.to.many.snake ]>")
<% endif %>
<% if f.is_many %>
    @ElementCollection
    @CollectionTable(name = "<[ f.links.snake ]>", joinColumns = @JoinColumn(name = "<[ feature.one.snake ]>_id"))
    @Column(name = "<[ f.to.one.snake ]>_id")
    @BatchSize(size = 100)
<% elif f.wire.snake != f.wire.camel %>
    @Column(name = "<[ f.wire.snake ]>")
<% endif %>
<% if f.type == "enum" %>
    @Enumerated(EnumType.STRING)
<% endif %>
    public <% if f.is_many %>Set<Long> <[ f.wire.camel ]> = new HashSet<>()<% else %><[ java.type(f).rpartition(".")[2] ]> <[ f.wire.camel ]><% endif %>;
<% endfor %>
<% for f in feature.fields if f.type == "enum" %>

    /** What <[ f.name.human ]> can be. */
    @Schema(enumeration = {<[ f.values | map("json") | join(", ") ]>})
    public enum <[ java.enum(f) ]> {
<% for value in f.values %>
        <[ java.constant(value) ]>("<[ value ]>")<[ ";" if loop.last else "," ]>
<% endfor %>

        @JsonValue
        @EnumeratedValue
        private final String text;

        <[ java.enum(f) ]>(String text) {
            this.text = text;
        }
    }
<% endfor %>
}
