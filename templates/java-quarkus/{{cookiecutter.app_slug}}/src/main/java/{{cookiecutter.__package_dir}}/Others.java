package {{ cookiecutter.__package }};

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.Session;

/** Whether the others that bodies name are there. */
@ApplicationScoped
public class Others {

    private final Session database;

    Others(Session database) {
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
        List<Problem.FieldError> unknown = named.stream()
                .filter(each -> !areThere(each))
                .map(each -> InvalidRequest.inBody(each.name(), "nothing has one of these ids", "unknown_id"))
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
