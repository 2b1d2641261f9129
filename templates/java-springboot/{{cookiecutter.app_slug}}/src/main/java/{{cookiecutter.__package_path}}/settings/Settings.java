package {{ cookiecutter.__java_package }}.settings;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.logging.LogLevel;
import org.springframework.validation.annotation.Validated;

/** The settings; the environment variable of one has the same name in capitals, such as MIGRATE_ON_START. */
@Validated
@ConfigurationProperties("app")
public record Settings(
        @NotNull InetAddress host,
        @Min(0) @Max(65535) int port,
        @NotNull LogLevel logLevel,

        @NotNull @Pattern(regexp = "json|console", message = "must be json or console")
        String logFormat,

        @NotNull @Pattern(regexp = "jdbc:(h2|postgresql):.+", message = "must begin with jdbc:h2: or jdbc:postgresql:")
        String databaseUrl,

        boolean migrateOnStart,

        @NotNull
        List<@Pattern(regexp = "\\*|https?://[^/\\s]+", message = "must be like https://example.com") String>
                corsOrigins,

        boolean httpsOnly,
        boolean requireIfMatch,

        @NotNull @Pattern(regexp = "|https?://[^\\s]+", message = "must be like http://127.0.0.1:4318")
        String otelExporterOtlpEndpoint) {

    private static final String LIKE_POSTGRESQL =
            ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_ON_EXIT=FALSE" + ";LOCK_TIMEOUT=10000";

    /** What Spring Boot and the libraries are told beyond application.yml. */
    Map<String, Object> derived() {
        Map<String, Object> told = new HashMap<>();
        told.put("spring.datasource.url", jdbcUrl());
        if (logFormat.equals("json")) {
            told.put("logging.structured.format.console", "ecs");
        }
        boolean observed = !otelExporterOtlpEndpoint.isEmpty();
        String collector = otelExporterOtlpEndpoint.replaceAll("/+$", "");
        told.put("management.tracing.export.otlp.enabled", observed);
        told.put("management.opentelemetry.tracing.export.otlp.endpoint", collector + "/v1/traces");
        told.put("management.otlp.metrics.export.enabled", observed);
        told.put("management.otlp.metrics.export.url", collector + "/v1/metrics");
        return told;
    }

    /** Where the database is; H2 is told to understand what PostgreSQL does, so that migrations suit both. */
    public String jdbcUrl() {
        boolean plain = databaseUrl.startsWith("jdbc:h2:") && !databaseUrl.contains(";MODE=");
        return plain ? databaseUrl + LIKE_POSTGRESQL : databaseUrl;
    }
}
