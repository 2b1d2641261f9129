<% import "parts/java.jinja" as java with context %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;

import <[ java.package ]>.database.Stored;

/** <[ feature.one.title ]>, as it is stored. */
@Entity
@DynamicUpdate
@Table(name = "<[ feature.many.snake ]>")
class <[ feature.one.pascal ]> extends Stored {
<% for f in feature.fields %>

<% if f.wire.snake != f.wire.camel %>
    @Column(name = "<[ f.wire.snake ]>")
<% endif %>
<% if f.type == "enum" %>
    @Enumerated(EnumType.STRING)
<% endif %>
    <[ java.type(f).rpartition(".")[2] ]> <[ f.wire.camel ]>;
<% endfor %>
<% for f in feature.fields if f.type == "enum" %>

    /** What <[ f.name.human ]> can be. */
    enum <[ java.enum(f) ]> {
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
