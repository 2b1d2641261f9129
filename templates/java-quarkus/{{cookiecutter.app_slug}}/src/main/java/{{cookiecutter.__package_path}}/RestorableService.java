package {{ cookiecutter.__java_package }};

import io.quarkus.hibernate.orm.panache.PanacheRepository;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.core.Response;

import {{ cookiecutter.__java_package }}.database.Restorable;

/** What can be done with every resource that is hidden when it is deleted: the same, and restored. */
public abstract class RestorableService<E extends Restorable, B extends ResourceBody<E>, R extends Record>
        extends ResourceService<E, B, R> {

    private final PanacheRepository<E> repository;
    private final Others others;
    private final Class<E> entity;
    private final String human;

    protected RestorableService(
            PanacheRepository<E> repository, Shared shared, Class<E> entity, Class<R> answer, String human) {
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
                .findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE)
                .filter(Restorable::isDeleted)
                .orElseThrow(() -> new ProblemException(
                        Response.Status.NOT_FOUND, "There is no such " + human + " that is deleted."));
        if (!body(row).others().stream().allMatch(others::areThere)) {
            throw new ProblemException(Response.Status.CONFLICT, "Restore first what it refers to.");
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
        if (others.refer(entity, row.id)) {
            throw new ProblemException(Response.Status.CONFLICT, "Others refer to it: delete them first.");
        }
        row.delete();
    }
}
