package {{ cookiecutter.__java_package }};

import java.util.List;

/** What is sent to make a row and to change it. */
public interface ResourceBody<E> {

    /** Puts what was sent into a row. */
    void writeTo(E row);

    /** What it names of others, any number of each. */
    default List<Others.Named> others() {
        return List.of();
    }
}
