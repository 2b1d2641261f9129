package {{ cookiecutter.__package }};

/** What is sent to make a row and to change it. */
public interface ResourceBody<E> {
    /** Puts what was sent into a row. */
    void writeTo(E row);
}
