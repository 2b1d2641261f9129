<% import "parts/java.jinja" as java with context %>
<% set Model = feature.one.pascal %>
<% set filters = feature.refs | map(attribute="wire.camel") | list %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;

import <[ java.package ]>.problem.FieldProblem;
import <[ java.package ]>.problem.InvalidRequest;
import <[ java.package ]>.web.Changes;
import <[ java.package ]>.web.Listing;

/** What can be done with <[ feature.many.human ]>. */
@Service
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

    @Transactional(readOnly = true)
    Listing<<[ Model ]>Response> list(<% for name in filters %>Long <[ name ]>, <% endfor %>int limit, int offset) {
        List<<[ Model ]>Response> items = repository.part(<% for name in filters %><[ name ]>, <% endfor %>limit, offset).stream()
                .map(<[ Model ]>Response::of)
                .toList();
        return new Listing<>(items, repository.<% if filters %>total(<[ filters | join(", ") ]>)<% else %>count()<% endif %>, limit, offset);
    }

    @Transactional(readOnly = true)
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
                .findById(id)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such <[ feature.one.human ]>."));
    }

    private <[ Model ]>Response write(<[ Model ]>Body body, <[ Model ]> stored) {
<% if feature.refs %>
        checkReferences(body);
<% endif %>
        body.writeTo(stored);
        return <[ Model ]>Response.of(repository.saveAndFlush(stored));
    }
<% if feature.refs %>

    /** Refuses ids that nothing has. */
    private void checkReferences(<[ Model ]>Body body) {
        List<FieldProblem> errors = new ArrayList<>();
<% for f in feature.refs %>
        if (<% if f.optional %>body.<[ f.wire.camel ]> != null && <% endif %>!repository.has<[ f.to.one.pascal ]>(body.<[ f.wire.camel ]>)) {
            errors.add(FieldProblem.inBody("<[ f.wire.snake ]>", "there is no such <[ f.to.one.human ]>"));
        }
<% endfor %>
        if (!errors.isEmpty()) {
            throw new InvalidRequest(errors);
        }
    }
<% endif %>
}
