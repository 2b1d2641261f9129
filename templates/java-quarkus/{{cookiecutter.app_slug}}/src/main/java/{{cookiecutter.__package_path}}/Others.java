package {{ cookiecutter.__java_package }};

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Table;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import jakarta.persistence.metamodel.EntityType;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.hibernate.Session;

import {{ cookiecutter.__java_package }}.database.Ids;
import {{ cookiecutter.__java_package }}.database.Refers;
import {{ cookiecutter.__java_package }}.database.Restorable;

/** Whether the others that bodies name are there, and whether others refer to a row. */
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
     * @param restorable whether they are only hidden when they are deleted
     */
    public record Named(String name, String table, Ids ids, boolean restorable) {}

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

    /** Whether they are there; what could be hidden stays until this transaction ends. */
    boolean areThere(Named named) {
        List<Long> ids = named.ids().values();
        if (ids.isEmpty()) {
            return true;
        }
        String living = named.restorable() ? " AND deleted_at IS NULL ORDER BY id FOR UPDATE" : "";
        List<Long> found = database.createNativeQuery(
                        "SELECT id FROM " + named.table() + " WHERE id IN (:ids)" + living, Long.class)
                .setParameter("ids", ids)
                .getResultList();
        return found.size() == ids.size();
    }

    /** Whether something that is not deleted refers to this row of an entity whose rows are only hidden. */
    boolean refer(Class<?> entity, long id) {
        String table = entity.getAnnotation(Table.class).name();
        return database.getMetamodel().getEntities().stream()
                .<Class<?>>map(EntityType::getJavaType)
                .anyMatch(other -> Arrays.stream(other.getDeclaredFields())
                        .filter(field -> field.isAnnotationPresent(Refers.class))
                        .filter(field ->
                                field.getAnnotation(Refers.class).value().equals(table))
                        .anyMatch(field -> refer(other, field, id)));
    }

    private <E> boolean refer(Class<E> other, Field field, long id) {
        CriteriaBuilder builder = database.getCriteriaBuilder();
        CriteriaQuery<Long> count = builder.createQuery(Long.class);
        Root<E> row = count.from(other);
        Predicate refers = Collection.class.isAssignableFrom(field.getType())
                ? builder.isMember(id, row.<Collection<Long>>get(field.getName()))
                : builder.equal(row.get(field.getName()), id);
        Predicate living =
                Restorable.class.isAssignableFrom(other) ? builder.isNull(row.get("deletedAt")) : builder.conjunction();
        count.select(builder.count(row)).where(refers, living);
        return database.createQuery(count).getSingleResult() > 0;
    }
}
