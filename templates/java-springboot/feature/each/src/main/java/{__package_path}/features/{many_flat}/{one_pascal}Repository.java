<% import "parts/java.jinja" as java with context %>
<% set targets = feature.refs | map(attribute="to") | unique(attribute="spec.name") | list %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.query.Param;

/** <[ feature.many.title ]> in the database. */
interface <[ feature.one.pascal ]>Repository extends JpaRepository<<[ feature.one.pascal ]>, Long> {

    /** A part of the list. */
    @Query("""
            SELECT row FROM <[ feature.one.pascal ]> row
<% for f in feature.refs %>
            <[ "WHERE" if loop.first else "AND" ]> (:<[ f.wire.camel ]> IS NULL OR row.<[ f.wire.camel ]> = :<[ f.wire.camel ]>)
<% endfor %>
            ORDER BY row.id LIMIT :limit OFFSET :offset""")
    List<<[ feature.one.pascal ]>> part(<% for f in feature.refs %>@Param("<[ f.wire.camel ]>") Long <[ f.wire.camel ]>, <% endfor %>@Param("limit") int limit, @Param("offset") int offset);
<% if feature.refs %>

    /** How long the list is. */
    @Query("""
            SELECT COUNT(row) FROM <[ feature.one.pascal ]> row
<% for f in feature.refs %>
            <[ "WHERE" if loop.first else "AND" ]> (:<[ f.wire.camel ]> IS NULL OR row.<[ f.wire.camel ]> = :<[ f.wire.camel ]>)<% if loop.last %>""")<% endif %>

<% endfor %>
    long total(<% for f in feature.refs %>@Param("<[ f.wire.camel ]>") Long <[ f.wire.camel ]><[ "" if loop.last else ", " ]><% endfor %>);
<% endif %>
<% for to in targets %>

    /** Whether there is such a <[ to.one.human ]>; its feature is another, but its table is known. */
    @Query(value = "SELECT COUNT(*) > 0 FROM <[ to.many.snake ]> WHERE id = :id", nativeQuery = true)
    boolean has<[ to.one.pascal ]>(@Param("id") Long id);
<% endfor %>
}
