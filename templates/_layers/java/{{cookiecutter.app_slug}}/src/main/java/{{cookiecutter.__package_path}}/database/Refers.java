package {{ cookiecutter.__java_package }}.database;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The ids of rows that are only hidden when they are deleted: no constraint of the database guards them. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Refers {

    /** The table of those rows. */
    String value();
}
