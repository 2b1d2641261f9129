package {{ cookiecutter.__java_package }};

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;

/** Starts the application, or says in one line which setting is wrong. */
@QuarkusMain
public class Main {
    private static final int BAD_SETTING = 2;

    /** Runs until the application is told to stop; with the word healthcheck asks a running one how it is. */
    public static void main(String... args) {
        var wrong = Setting.firstProblem(System.getenv());
        if (wrong.isPresent()) {
            System.err.println(wrong.get());
            System.exit(BAD_SETTING);
        }
        if (List.of(args).equals(List.of("healthcheck"))) {
            System.exit(Probe.isReady(System.getenv().getOrDefault("PORT", "8080")) ? 0 : 1);
        }
        observe(System.getenv().getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", ""));
        Quarkus.run(args);
    }

    /** Has traces and metrics sent to a collector, when there is one. */
    private static void observe(String collector) {
        if (!collector.isEmpty()) {
            System.setProperty("quarkus.otel.sdk.disabled", "false");
        }
    }
}
