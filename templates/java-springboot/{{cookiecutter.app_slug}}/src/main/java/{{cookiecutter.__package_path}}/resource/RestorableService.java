package {{ cookiecutter.__java_package }}.resource;

import org.springframework.http.HttpStatus;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.server.ResponseStatusException;

import {{ cookiecutter.__java_package }}.database.Restorable;

/** What can be done with every resource that is hidden when it is deleted: the same, and restored. */
public abstract class RestorableService<E extends Restorable, B extends ResourceBody<E>, R extends Record>
        extends ResourceService<E, B, R> {

    private final ResourceRepository<E> repository;
    private final Others others;
    private final Class<E> entity;
    private final String human;

    protected RestorableService(
            ResourceRepository<E> repository, Shared shared, Class<E> entity, Class<R> answer, String human) {
        super(repository, shared, entity, answer, human);
        this.repository = repository;
        this.others = shared.others();
        this.entity = entity;
        this.human = human;
    }

    /**
     * Shows a deleted row again; 404 when there is none.
     *
     * <p>409 when another one has a unique value of it, or what it refers to is deleted.
     */
    @Transactional
    public R restore(long id) {
        E row = repository
                .findForChange(id)
                .filter(Restorable::isDeleted)
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "There is no such " + human + " that is deleted."));
        if (!body(row).others().stream().allMatch(others::areThere)) {
            throw new ResponseStatusException(HttpStatus.CONFLICT, "Restore first what it refers to.");
        }
        row.restore();
        repository.flush();
        return answer(row);
    }

    @Override
    protected boolean isShown(E row) {
        return !row.isDeleted();
    }

    @Override
    protected void discard(E row) {
        if (others.refer(entity, row.id())) {
            throw new ResponseStatusException(HttpStatus.CONFLICT, "Others refer to it: delete them first.");
        }
        row.delete();
    }
}
