package {{ cookiecutter.__java_package }};

/** Which filter comes first: the one with the larger number. Quarkus' own have 300 and less. */
final class Order {
    static final int REQUEST = 1_000;
    static final int HEADERS = 900;
    static final int BODY_LIMIT = 800;

    private Order() {}
}
