package {{ cookiecutter.__java_package }}.database;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A document that is not longer than so many characters, counted without spaces. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Compact.Check.class)
public @interface Compact {

    int max();

    String message() default "must have at most {max} characters without spaces";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The check; null is the concern of other rules. */
    class Check implements ConstraintValidator<Compact, JsonDocument> {

        private int max;

        @Override
        public void initialize(Compact rule) {
            max = rule.max();
        }

        @Override
        public boolean isValid(JsonDocument document, ConstraintValidatorContext context) {
            return document == null || document.length() <= max;
        }
    }
}
