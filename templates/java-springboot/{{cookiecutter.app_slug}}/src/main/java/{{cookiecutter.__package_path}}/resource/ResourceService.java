package {{ cookiecutter.__java_package }}.resource;

import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;

import {{ cookiecutter.__java_package }}.database.Stored;
import {{ cookiecutter.__java_package }}.web.Changes;

/**
 * What can be done with every resource: rows E are made and changed by bodies B and answered as R.
 *
 * <p>Each method is one transaction. Conditions on the state of a row are checked while no one else can change it.
 */
public abstract class ResourceService<E extends Stored, B extends ResourceBody<E>, R extends Record> {

    private final ResourceRepository<E> repository;
    private final Shared shared;
    private final Columns columns;
    private final Class<E> entity;
    private final String human;

    /** What the services of all resources use. */
    @org.springframework.stereotype.Component
    public record Shared(Changes changes, Preconditions preconditions, Listings listings, Others others) {}

    protected ResourceService(
            ResourceRepository<E> repository, Shared shared, Class<E> entity, Class<R> answer, String human) {
        this.repository = repository;
        this.shared = shared;
        this.entity = entity;
        this.columns = Columns.of(answer);
        this.human = human;
    }

    /** A row that nothing was put into yet. */
    protected abstract E empty();

    /** A row as it would be sent. */
    protected abstract B body(E row);

    /** A row as it is answered. */
    protected abstract R answer(E row);

    @Transactional
    public R make(B body) {
        return write(body, empty());
    }

    /** A part of the list, by the parameters of the query: limit, offset, cursor, sort, q, and a filter a field. */
    @Transactional(readOnly = true)
    public Listing<R> list(MultiValueMap<String, String> query) {
        return shared.listings().list(entity, columns, query, this::answer);
    }

    @Transactional(readOnly = true)
    public R get(long id) {
        return answer(existing(repository.findById(id)));
    }

    /** Changes what was sent, and nothing else; 412 when the row is not as the request expects it. */
    @Transactional
    public R change(long id, JsonNode sent, String ifMatch) {
        E row = forChange(id, ifMatch);
        return write(shared.changes().apply(body(row), sent), row);
    }

    /** 412 when the row is not as the request expects it. */
    @Transactional
    public void remove(long id, String ifMatch) {
        discard(forChange(id, ifMatch));
        repository.flush();
    }

    /** Whether a row is there for those who ask. */
    protected boolean isShown(E row) {
        return true;
    }

    /** Takes a row away. */
    protected void discard(E row) {
        repository.delete(row);
    }

    private E forChange(long id, String ifMatch) {
        shared.preconditions().demand(ifMatch);
        E row = existing(repository.findForChange(id));
        shared.preconditions().check(ifMatch, answer(row));
        return row;
    }

    private E existing(Optional<E> found) {
        return found.filter(this::isShown)
                .orElseThrow(
                        () -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such " + human + "."));
    }

    private R write(B body, E row) {
        shared.others().check(body.others());
        body.writeTo(row);
        return answer(repository.saveAndFlush(row));
    }
}
