package {{ cookiecutter.__java_package }};

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The application's own settings, read once and checked at start. */
@ConfigMapping(prefix = "app")
public interface AppConfig {
    /** Tell browsers to use HTTPS only. */
    @WithDefault("false")
    boolean httpsOnly();

    /** Refuse changes that do not say which state they were made from. */
    @WithDefault("false")
    boolean requireIfMatch();
}
