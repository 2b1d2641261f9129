package {{ cookiecutter.__java_package }}.resource;

import jakarta.persistence.EntityManager;
import java.util.List;
import org.springframework.stereotype.Component;

import {{ cookiecutter.__java_package }}.database.Ids;
import {{ cookiecutter.__java_package }}.problem.FieldProblem;
import {{ cookiecutter.__java_package }}.problem.InvalidRequest;

/** Whether the others that bodies name are there. */
@Component
public class Others {

    private final EntityManager database;

    Others(EntityManager database) {
        this.database = database;
    }

    /**
     * What a member names.
     *
     * @param name the member
     * @param table where the others are
     * @param ids which of them
     */
    public record Named(String name, String table, Ids ids) {}

    /** 422 for a member that names what is not there. */
    void check(List<Named> named) {
        List<FieldProblem> unknown = named.stream()
                .filter(each -> !areThere(each))
                .map(each -> FieldProblem.inBody(each.name(), "nothing has one of these ids", "unknown_id"))
                .toList();
        if (!unknown.isEmpty()) {
            throw new InvalidRequest(unknown);
        }
    }

    private boolean areThere(Named named) {
        List<Long> ids = named.ids().values();
        if (ids.isEmpty()) {
            return true;
        }
        Object found = database.createNativeQuery(
                        "SELECT count(*) FROM " + named.table() + " WHERE id IN (:ids)", Long.class)
                .setParameter("ids", ids)
                .getSingleResult();
        return found.equals((long) ids.size());
    }
}
