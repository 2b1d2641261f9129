<% import "parts/java.jinja" as java with context %>
<% set Model = feature.one.pascal %>
<% set filters = feature.refs | map(attribute="wire.camel") | list %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import java.util.ArrayList;
import java.util.List;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.core.Response;
import com.fasterxml.jackson.databind.JsonNode;

import <[ java.package ]>.Changes;
import <[ java.package ]>.InvalidRequest;
import <[ java.package ]>.Listing;
import <[ java.package ]>.Problem;
import <[ java.package ]>.ProblemException;

/** What can be done with <[ feature.many.human ]>. */
@ApplicationScoped
class <[ Model ]>Service {
    private final <[ Model ]>Repository repository;
    private final Changes changes;

    <[ Model ]>Service(<[ Model ]>Repository repository, Changes changes) {
        this.repository = repository;
        this.changes = changes;
    }

    @Transactional
    <[ Model ]>Response make(<[ Model ]>Body body) {
        return write(body, new <[ Model ]>());
    }

    @Transactional
    Listing<<[ Model ]>Response> list(<% for name in filters %>Long <[ name ]>, <% endfor %>int limit, int offset) {
        List<<[ Model ]>Response> items = repository.part(<% for name in filters %><[ name ]>, <% endfor %>limit, offset).stream()
                .map(<[ Model ]>Response::of)
                .toList();
        return new Listing<>(items, repository.<% if filters %>total(<[ filters | join(", ") ]>)<% else %>count()<% endif %>, limit, offset);
    }

    @Transactional
    <[ Model ]>Response get(long id) {
        return <[ Model ]>Response.of(find(id));
    }

    /** Changes what was sent, and nothing else. */
    @Transactional
    <[ Model ]>Response change(long id, JsonNode sent) {
        <[ Model ]> stored = find(id);
        return write(changes.apply(<[ Model ]>Body.of(stored), sent), stored);
    }

    @Transactional
    void remove(long id) {
        repository.delete(find(id));
        repository.flush();
    }

    private <[ Model ]> find(long id) {
        return repository
                .findByIdOptional(id)
                .orElseThrow(() -> new ProblemException(Response.Status.NOT_FOUND, "There is no such <[ feature.one.human ]>."));
    }

    private <[ Model ]>Response write(<[ Model ]>Body body, <[ Model ]> stored) {
<% if feature.refs %>
        checkReferences(body);
<% endif %>
        body.writeTo(stored);
        repository.persistAndFlush(stored);
        return <[ Model ]>Response.of(stored);
    }
<% if feature.refs %>

    /** Refuses ids that nothing has. */
    private void checkReferences(<[ Model ]>Body body) {
        List<Problem.FieldError> errors = new ArrayList<>();
<% for f in feature.refs %>
        if (<% if f.optional %>body.<[ f.wire.camel ]> != null && <% endif %>!repository.has<[ f.to.one.pascal ]>(body.<[ f.wire.camel ]>)) {
            errors.add(InvalidRequest.inBody("<[ f.wire.snake ]>", "there is no such <[ f.to.one.human ]>"));
        }
<% endfor %>
        if (!errors.isEmpty()) {
            throw new InvalidRequest(errors);
        }
    }
<% endif %>
}
