package {{ cookiecutter.__java_package }}.settings;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.logging.LogLevel;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;

/** Checks all settings before anything else starts, so that a bad one is told by the name of its variable. */
final class SettingsCheck implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("settings", read(environment).derived()));
    }

    static Settings read(ConfigurableEnvironment environment) {
        try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
            ValidationBindHandler checked =
                    new ValidationBindHandler(new SpringValidatorAdapter(factory.getValidator()));
            return Binder.get(environment)
                    .bind("app", Bindable.of(Settings.class), checked)
                    .get();
        } catch (BindException error) {
            throw new BadSetting(problems(error));
        }
    }

    private static List<String> problems(BindException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindValidationException invalid) {
                return invalid.getValidationErrors().getAllErrors().stream()
                        .map(SettingsCheck::problem)
                        .sorted()
                        .toList();
            }
        }
        return List.of(variable(error.getName()) + ": " + wanted(error.getTarget()));
    }

    private static String problem(ObjectError error) {
        String field = error instanceof FieldError one ? one.getField() : error.getObjectName();
        String name = field.replaceAll("\\[.*", "").replaceAll("([A-Z])", "_$1");
        return name.toUpperCase(Locale.ROOT) + ": " + error.getDefaultMessage();
    }

    private static String variable(ConfigurationPropertyName name) {
        int last = name.isLastElementIndexed() ? name.getNumberOfElements() - 2 : name.getNumberOfElements() - 1;
        return name.getElement(last, Form.DASHED).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** What the value should have been. The value itself is not repeated: it may be secret. */
    private static String wanted(Bindable<?> target) {
        Class<?> type = target.getType().resolve(Object.class);
        if (type == LogLevel.class) {
            return "must be one of "
                    + String.join(
                            ", ",
                            Arrays.stream(LogLevel.values()).map(Enum::name).toList());
        }
        if (type == boolean.class) {
            return "must be true or false";
        }
        if (type == int.class) {
            return "must be a whole number";
        }
        return type == InetAddress.class ? "must be the address of a network interface" : "cannot be read";
    }
}
