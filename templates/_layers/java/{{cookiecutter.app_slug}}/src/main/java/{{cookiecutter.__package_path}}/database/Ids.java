package {{ cookiecutter.__java_package }}.database;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/** The ids of any number of others, each once, in their order. */
public record Ids(@JsonValue List<Long> values) {

    private static final int MOST = 100;

    public Ids {
        values = values.stream().sorted().toList();
    }

    /** Those of a row. */
    public static Ids of(Collection<Long> some) {
        return new Ids(List.copyOf(some));
    }

    /** One, or none for null. */
    public static Ids ofOne(Long one) {
        return new Ids(one == null ? List.of() : List.of(one));
    }

    /** Whether they are ids, each once, and not too many. */
    public boolean areIds() {
        return values.size() <= MOST
                && new HashSet<>(values).size() == values.size()
                && values.stream().allMatch(each -> each > 0);
    }

    /** Puts them into a row; what was there already stays. */
    public void writeTo(Collection<Long> some) {
        some.retainAll(values);
        some.addAll(values);
    }
}
