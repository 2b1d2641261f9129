package {{ cookiecutter.__java_package }}.resource;

import jakarta.persistence.EntityManager;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Nulls;
import jakarta.persistence.criteria.Order;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.json.JsonMapper;

import {{ cookiecutter.__java_package }}.database.Restorable;
import {{ cookiecutter.__java_package }}.database.Stored;
import {{ cookiecutter.__java_package }}.resource.Columns.Column;
import {{ cookiecutter.__java_package }}.resource.ListQuery.Key;

/** Lists of rows: filtered, searched, sorted, in parts by offset or by cursor. */
@Component
public class Listings {

    private static final char ESCAPE = '!';

    private final EntityManager database;
    private final JsonMapper json;
    private final Cursors cursors;
    private final String byCodePoints;

    Listings(EntityManager database, JsonMapper json) {
        this.database = database;
        this.json = json;
        this.cursors = new Cursors(json);
        SessionFactoryImplementor factory = database.getEntityManagerFactory().unwrap(SessionFactoryImplementor.class);
        boolean postgres = factory.getJdbcServices().getDialect() instanceof PostgreSQLDialect;
        // PostgreSQL sorts texts by the rules of the database's language, H2 by their characters.
        this.byCodePoints = postgres ? "? COLLATE \"C\"" : "?";
    }

    <E extends Stored, R extends Record> Listing<R> list(
            Class<E> entity, Columns columns, MultiValueMap<String, String> parameters, Function<E, R> answer) {
        ListQuery query = ListQuery.read(parameters, columns, json);
        List<Object> after = query.cursor() == null ? null : cursors.read(query.cursor(), query.keys());
        HibernateCriteriaBuilder builder = builder();

        CriteriaQuery<Long> count = builder.createQuery(Long.class);
        Root<E> all = count.from(entity);
        count.select(builder.count(all)).where(conditions(all, columns, query).toArray(Predicate[]::new));
        long total = database.createQuery(count).getSingleResult();

        CriteriaQuery<E> select = builder.createQuery(entity);
        Root<E> root = select.from(entity);
        List<Predicate> conditions = conditions(root, columns, query);
        if (after != null) {
            conditions.add(beyond(root, query.keys(), after));
        }
        select.where(conditions.toArray(Predicate[]::new));
        select.orderBy(query.keys().stream().map(key -> order(root, key)).toList());
        List<R> rows = query.offset() > Integer.MAX_VALUE
                ? List.of()
                : database
                        .createQuery(select)
                        .setFirstResult((int) query.offset())
                        .setMaxResults(query.limit() + 1)
                        .getResultList()
                        .stream()
                        .map(answer)
                        .toList();
        boolean more = rows.size() > query.limit();
        List<R> items = more ? rows.subList(0, query.limit()) : rows;
        String next = more ? cursors.write(items.get(items.size() - 1), query.keys()) : null;
        return new Listing<>(items, total, query.limit(), query.offset(), next);
    }

    private <E> List<Predicate> conditions(Root<E> root, Columns columns, ListQuery query) {
        HibernateCriteriaBuilder builder = builder();
        List<Predicate> found = new ArrayList<>();
        if (Restorable.class.isAssignableFrom(root.getJavaType())) {
            found.add(builder.isNull(root.get("deletedAt")));
        }
        query.filters()
                .forEach((column, value) -> found.add(
                        column.isMany()
                                ? builder.isMember((Long) value, root.<Collection<Long>>get(column.attribute()))
                                : builder.equal(root.get(column.attribute()), value)));
        if (query.search() != null) {
            String escaped = query.search().toLowerCase(Locale.ROOT).replaceAll("[!%_]", ESCAPE + "$0");
            found.add(builder.or(columns.searched().stream()
                    .map(column -> builder.lower(root.get(column.attribute())))
                    .map(text -> builder.like(text, '%' + escaped + '%', ESCAPE))
                    .toArray(Predicate[]::new)));
        }
        return found;
    }

    private <E> Order order(Root<E> root, Key key) {
        Expression<?> expression = sorted(root, key.column());
        return key.descending()
                ? builder().desc(expression, Nulls.LAST)
                : builder().asc(expression, Nulls.LAST);
    }

    /** What comes after a row with these values. */
    private <E> Predicate beyond(Root<E> root, List<Key> keys, List<Object> values) {
        HibernateCriteriaBuilder builder = builder();
        List<Predicate> choices = new ArrayList<>();
        List<Predicate> same = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            Expression<?> column = sorted(root, key.column());
            if (values.get(i) == null) {
                same.add(builder.isNull(column));
                continue;
            }
            Comparable<?> value = comparable(key.column(), values.get(i));
            Predicate further = builder.or(compared(column, value, key.descending()), builder.isNull(column));
            choices.add(builder.and(both(same, further)));
            same.add(builder.equal(column, value));
        }
        return builder.or(choices.toArray(Predicate[]::new));
    }

    private static Predicate[] both(List<Predicate> some, Predicate last) {
        List<Predicate> all = new ArrayList<>(some);
        all.add(last);
        return all.toArray(Predicate[]::new);
    }

    /** Texts sort by code points, in every database. */
    private <E> Expression<?> sorted(Root<E> root, Column column) {
        Expression<?> plain = root.get(column.attribute());
        return column.isText() ? builder().sql(byCodePoints, String.class, plain) : plain;
    }

    private Comparable<?> comparable(Column column, Object value) {
        return column.type().isEnum() ? json.valueToTree(value).asString() : (Comparable<?>) value;
    }

    @SuppressWarnings("unchecked")
    private <T extends Comparable<? super T>> Predicate compared(
            Expression<?> column, Comparable<?> value, boolean less) {
        Expression<T> typed = (Expression<T>) column;
        return less ? builder().lessThan(typed, (T) value) : builder().greaterThan(typed, (T) value);
    }

    private HibernateCriteriaBuilder builder() {
        return database.unwrap(Session.class).getCriteriaBuilder();
    }
}
