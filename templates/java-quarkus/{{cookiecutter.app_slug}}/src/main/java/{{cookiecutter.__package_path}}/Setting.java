package {{ cookiecutter.__java_package }};

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Every variable of the environment that the application reads, and what it must look like. */
enum Setting {
    HOST("the name or address to listen on", value -> value.matches("[A-Za-z0-9.:_-]+")),
    PORT("a number from 0 to 65535", value -> isNumber(value, 65_535)),
    LOG_LEVEL("ERROR, WARN, INFO or DEBUG", Set.of("ERROR", "WARN", "INFO", "DEBUG")::contains),
    DATABASE_URL("a URL that begins with jdbc:h2: or jdbc:postgresql:", Setting::isDatabase),
    MIGRATE_ON_START("true or false", Setting::isFlag),
    CORS_ORIGINS("origins such as https://example.org, separated by commas", Setting::areOrigins),
    HTTPS_ONLY("true or false", Setting::isFlag),
    REQUIRE_IF_MATCH("true or false", Setting::isFlag),
    OTEL_EXPORTER_OTLP_ENDPOINT("an address such as http://127.0.0.1:4318", Setting::isCollector),
    SHUTDOWN_TIMEOUT("a number of seconds from 0 to 3600", value -> isNumber(value, 3_600));

    private final String wanted;
    private final Predicate<String> fits;

    Setting(String wanted, Predicate<String> fits) {
        this.wanted = wanted;
        this.fits = fits;
    }

    /** What is wrong in an environment. It does not repeat the value, which may be secret. */
    static Optional<String> firstProblem(Map<String, String> environment) {
        return Arrays.stream(values())
                .filter(setting -> environment.containsKey(setting.name()))
                .filter(setting -> !setting.fits.test(environment.get(setting.name())))
                .map(setting -> setting.name() + " must be " + setting.wanted)
                .findFirst();
    }

    private static boolean isNumber(String value, int largest) {
        return value.matches("[0-9]{1,9}") && Integer.parseInt(value) <= largest;
    }

    private static boolean isFlag(String value) {
        return value.equals("true") || value.equals("false");
    }

    private static boolean isDatabase(String value) {
        return value.startsWith("jdbc:h2:") || value.startsWith("jdbc:postgresql:");
    }

    private static boolean isCollector(String value) {
        return value.isEmpty() || value.matches("https?://[^\\s/]+[^\\s]*");
    }

    private static boolean areOrigins(String value) {
        return value.isEmpty() || Arrays.stream(value.split(",", -1)).allMatch(part -> part.matches("https?://[^/,]+"));
    }
}
