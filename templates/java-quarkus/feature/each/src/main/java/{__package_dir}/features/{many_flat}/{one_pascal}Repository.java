<% import "parts/java.jinja" as java with context %>
<% set targets = feature.refs | map(attribute="to") | unique(attribute="spec.name") | list %>
<% set Model = feature.one.pascal %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import java.util.List;
import jakarta.enterprise.context.ApplicationScoped;
import io.quarkus.hibernate.orm.panache.PanacheRepository;

/** <[ feature.many.title ]> in the database. */
@ApplicationScoped
class <[ Model ]>Repository implements PanacheRepository<<[ Model ]>> {
    /** A part of the list. */
    List<<[ Model ]>> part(<% for f in feature.refs %>Long <[ f.wire.camel ]>, <% endfor %>int limit, int offset) {
        return getSession()
                .createSelectionQuery("""
                        FROM <[ Model ]> row
<% for f in feature.refs %>
                        <[ "WHERE" if loop.first else "AND" ]> (:<[ f.wire.camel ]> IS NULL OR row.<[ f.wire.camel ]> = :<[ f.wire.camel ]>)
<% endfor %>
                        ORDER BY row.id""", <[ Model ]>.class)
<% for f in feature.refs %>
                .setParameter("<[ f.wire.camel ]>", <[ f.wire.camel ]>)
<% endfor %>
                .setFirstResult(offset)
                .setMaxResults(limit)
                .getResultList();
    }
<% if feature.refs %>

    /** How long the list is. */
    long total(<% for f in feature.refs %>Long <[ f.wire.camel ]><[ "" if loop.last else ", " ]><% endfor %>) {
        return getSession()
                .createSelectionQuery("""
                        SELECT COUNT(row) FROM <[ Model ]> row
<% for f in feature.refs %>
                        <[ "WHERE" if loop.first else "AND" ]> (:<[ f.wire.camel ]> IS NULL OR row.<[ f.wire.camel ]> = :<[ f.wire.camel ]>)<% if loop.last %>""", Long.class)<% endif %>

<% endfor %>
<% for f in feature.refs %>
                .setParameter("<[ f.wire.camel ]>", <[ f.wire.camel ]>)
<% endfor %>
                .getSingleResult();
    }
<% endif %>
<% for to in targets %>

    /** Whether there is such a <[ to.one.human ]>; its feature is another, but its table is known. */
    boolean has<[ to.one.pascal ]>(Long id) {
        return getSession()
                        .createNativeQuery("SELECT COUNT(*) FROM <[ to.many.snake ]> WHERE id = :id", Long.class)
                        .setParameter("id", id)
                        .getSingleResult()
                > 0;
    }
<% endfor %>
}
