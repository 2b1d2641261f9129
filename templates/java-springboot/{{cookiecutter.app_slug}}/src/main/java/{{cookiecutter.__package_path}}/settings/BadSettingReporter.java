package {{ cookiecutter.__java_package }}.settings;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Tells a bad setting in one line on standard error, without a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BadSettingReporter implements SpringBootExceptionReporter {

    @Override
    public boolean reportException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BadSetting bad) {
                System.err.println(bad.getMessage());
                return true;
            }
        }
        return false;
    }
}
