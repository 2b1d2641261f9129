package {{ cookiecutter.__java_package }};

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a database says when it refuses a change: which rule, and the column that it is about, where it names one. */
record Violation(Kind kind, Optional<String> column) {

    /** Whose fault it is. */
    enum Kind {
        /** Another row has the value. */
        UNIQUE,
        /** A row is referred to that does not exist, or others refer to this one. */
        REFERENCE,
        /** The value cannot be stored. */
        VALUE
    }

    // PostgreSQL: Key (token)=(…); H2: ON public.tasks(token NULLS …), FOREIGN KEY(project_id). What follows is data.
    private static final Pattern COLUMN = Pattern.compile("^[^(]*\\(\"?(\\w+)");
    private static final List<String> OF_REFERENCES = List.of("23503", "23506");

    static Optional<Violation> of(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refusal
                    && refusal.getSQLState() != null
                    && refusal.getSQLState().matches("2[23].*")) {
                return Optional.of(of(refusal.getSQLState(), String.valueOf(refusal.getMessage())));
            }
        }
        return Optional.empty();
    }

    private static Violation of(String state, String message) {
        Kind kind = state.equals("23505") ? Kind.UNIQUE : OF_REFERENCES.contains(state) ? Kind.REFERENCE : Kind.VALUE;
        Matcher found = COLUMN.matcher(message);
        boolean named = kind != Kind.VALUE && found.find();
        return new Violation(kind, named ? Optional.of(found.group(1)) : Optional.empty());
    }
}
